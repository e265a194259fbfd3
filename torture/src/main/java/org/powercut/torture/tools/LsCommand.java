package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ls}: lists a directory of an image. */
@Command(
        name = "ls",
        description = {"Lists what is in a directory, or one file.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LsCommand extends ImageCommand {
    private static final int NANOS = 1_000_000_000;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image file, or IMAGE:/PATH as for cp.")
    @SuppressWarnings("NullAway.Init")
    private String file;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "A path in it; default: the root.")
    private @Nullable String path;

    @Option(names = "--snapshot", paramLabel = "NAME", description = "What there was in this snapshot.")
    private @Nullable String snapshot;

    @Option(names = "-l", description = "Mode, links, owner, size and time, too.")
    private boolean details;

    @Option(names = "-R", description = "What lies below, too.")
    private boolean recursive;

    @Option(names = "--json", description = "A line of JSON for each name.")
    private boolean json;

    @Override
    int run() throws IOException {
        ImagePath place = place();
        try (Image image = Image.open(place.image());
                DaxFileSystem fs = image.mountReadOnly()) {
            if (snapshot == null) {
                listOrShow(fs, place.path());
            } else {
                try (DaxFileSystem past = fs.openSnapshot(snapshot)) {
                    listOrShow(past, place.path());
                }
            }
            return FINE;
        }
    }

    private ImagePath place() {
        ImagePath named = ImagePath.of(file);
        if (named == null) {
            return new ImagePath(Path.of(file), path == null ? "/" : path);
        }
        if (path != null) {
            throw new ToolException(file + " " + path + ": two paths; say IMAGE:/PATH, or IMAGE and PATH");
        }
        return named;
    }

    private void listOrShow(DaxFileSystem fs, String full) {
        if (fs.stat(full).type() == FileType.DIRECTORY) {
            list(fs, full.endsWith("/") ? full.substring(0, full.length() - 1) : full);
        } else {
            show(fs, full, full);
        }
    }

    private void list(DaxFileSystem fs, String directory) {
        for (DirectoryEntry entry : fs.readdir(directory.isEmpty() ? "/" : directory)) {
            String full = directory + "/" + entry.name();
            show(fs, full, recursive ? full : entry.name());
            if (recursive && entry.type() == FileType.DIRECTORY) {
                list(fs, full);
            }
        }
    }

    private void show(DaxFileSystem fs, String full, String shown) {
        if (!details && !json) {
            print("%s", shown);
            return;
        }
        Stat stat = fs.lstat(full);
        String target = stat.type() == FileType.SYMLINK ? fs.readlink(full) : "";
        Instant time = Instant.ofEpochSecond(Math.floorDiv(stat.mtime(), NANOS), Math.floorMod(stat.mtime(), NANOS));
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("path", full);
            line.put("ino", stat.ino());
            line.put("type", stat.type().toString());
            line.put("mode", "0%o".formatted(stat.mode()));
            line.put("links", stat.nlink());
            line.put("uid", stat.uid());
            line.put("gid", stat.gid());
            line.put("size", stat.size());
            line.put("modified", time.toString());
            line.put("target", target);
            json(line);
        } else {
            print(
                    "%s %3d %5d %5d %12d %s %s%s",
                    mode(stat),
                    stat.nlink(),
                    stat.uid(),
                    stat.gid(),
                    stat.size(),
                    Instant.ofEpochSecond(time.getEpochSecond()),
                    shown,
                    target.isEmpty() ? "" : " -> " + target);
        }
    }

    private static String mode(Stat stat) {
        StringBuilder text = new StringBuilder().append(letter(stat.type()));
        String letters = "rwxrwxrwx";
        for (int i = 0; i < letters.length(); i++) {
            text.append((stat.mode() >> letters.length() - 1 - i & 1) == 1 ? letters.charAt(i) : '-');
        }
        return text.toString();
    }

    private static char letter(FileType type) {
        return switch (type) {
            case REGULAR -> '-';
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case FIFO -> 'p';
            case SOCKET -> 's';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
        };
    }
}
