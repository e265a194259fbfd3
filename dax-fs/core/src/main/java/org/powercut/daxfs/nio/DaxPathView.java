package org.powercut.daxfs.nio;

import java.nio.file.Path;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.PathView;

/** The root of {@link DaxNio#of}. Public because the service loader makes it. */
public final class DaxPathView implements PathView {
    @Override
    public Path root(DaxFileSystem fs) {
        return DaxNio.of(fs).getPath("/");
    }
}
