package org.powercut.torture.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cp}: copies into images, out of them, and between them. */
@Command(
        name = "cp",
        description = {"Copies files into an image, out of it, within it, or between images.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "IMAGE:/PATH is a path in an image, such as disk.img:/etc/hosts; anything else is a file of the machine.",
            "Existing files are overwritten, and directories that exist are copied into. Times and owners are not copied."
        })
final class CpCommand extends ImageCommand {
    private static final int BUFFER = 1 << 20;

    @Parameters(index = "0", paramLabel = "FROM", description = "What to copy.")
    @SuppressWarnings("NullAway.Init")
    private String from;

    @Parameters(index = "1", paramLabel = "TO", description = "Where to; an existing directory gets the copy in it.")
    @SuppressWarnings("NullAway.Init")
    private String to;

    @Option(names = "-r", description = "Directories, with all that is in them.")
    private boolean recursive;

    @Option(names = "--snapshot", paramLabel = "NAME", description = "Copies what FROM was in this snapshot.")
    private @Nullable String snapshot;

    private final LocalTree local = new LocalTree();
    private final Map<Path, ImageTree> images = new LinkedHashMap<>();
    private @Nullable ImageTree past;

    /** A path and where it is. */
    private record Place(Tree tree, String path) {
        Place below(String name) {
            return new Place(tree, path.endsWith("/") ? path + name : path + "/" + name);
        }

        String name() {
            String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            return trimmed.substring(trimmed.lastIndexOf('/') + 1);
        }
    }

    @Override
    int run() throws IOException {
        try {
            Place source = snapshot == null ? place(from) : inSnapshot(place(from), snapshot);
            Place target = place(to);
            FileType type = source.tree.type(source.path);
            if (type == null) {
                throw new ToolException(from + ": there is no such file");
            }
            if (type == FileType.DIRECTORY && !recursive) {
                throw new ToolException(from + ": is a directory; -r copies it");
            }
            boolean inside = target.tree.type(target.path) == FileType.DIRECTORY
                    && !source.name().isEmpty();
            Place copy = inside ? target.below(source.name()) : target;
            if (copy.tree == source.tree && (copy.path + "/").startsWith(source.path + "/")) {
                throw new ToolException(to + ": lies within " + from);
            }
            try (ProgressLine progress = progress("copying")) {
                copy(source, copy, progress);
            }
            return FINE;
        } finally {
            if (past != null) {
                past.close();
            }
            images.values().forEach(ImageTree::close);
        }
    }

    private Place inSnapshot(Place place, String name) {
        if (!(place.tree instanceof ImageTree tree)) {
            throw new ToolException(from + ": is not in an image, which --snapshot needs; write IMAGE:/PATH");
        }
        past = tree.snapshot(name);
        return new Place(past, place.path);
    }

    private Place place(String text) throws IOException {
        ImagePath named = ImagePath.of(text);
        if (named == null) {
            return new Place(local, Path.of(text).toAbsolutePath().normalize().toString());
        }
        Path image = named.image().toAbsolutePath().normalize();
        ImageTree tree = images.get(image);
        if (tree == null) {
            tree = ImageTree.open(image);
            images.put(image, tree);
        }
        return new Place(tree, named.path());
    }

    private void copy(Place source, Place target, ProgressLine progress) throws IOException {
        FileType type = source.tree.type(source.path);
        if (type == FileType.DIRECTORY) {
            if (target.tree.type(target.path) != FileType.DIRECTORY) {
                target.tree.mkdir(target.path, source.tree.mode(source.path));
            }
            for (String name : source.tree.list(source.path)) {
                copy(source.below(name), target.below(name), progress);
            }
        } else if (type == FileType.SYMLINK) {
            target.tree.symlink(source.tree.readlink(source.path), target.path);
        } else if (type == FileType.REGULAR) {
            copyContent(source, target, progress);
        } else {
            throw new ToolException(source.path + ": is neither a file, nor a directory, nor a symbolic link");
        }
    }

    private static void copyContent(Place source, Place target, ProgressLine progress) throws IOException {
        long total = source.tree.size(source.path);
        long done = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = source.tree.read(source.path);
                OutputStream out = target.tree.write(target.path, source.tree.mode(source.path))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                done += count;
                progress.at(done, Math.max(total, done));
            }
        }
    }
}
