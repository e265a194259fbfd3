package org.powercut.framework.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.PathView;

/** Shows file systems as java.nio.file ones, if something on the class path can. */
final class PathViews {
    private static final Optional<PathView> FOUND =
            ServiceLoader.load(PathView.class).findFirst();

    private PathViews() {}

    static boolean exist() {
        return FOUND.isPresent();
    }

    /** The root directory. The class was checked: there is a view. */
    static Path root(DaxFileSystem fileSystem) {
        return FOUND.orElseThrow().root(fileSystem);
    }
}
