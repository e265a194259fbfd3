package org.powercut.daxfs.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations of Files, side by side on a dax-fs and on the machine's own file system. */
@EnabledOnOs(OS.LINUX)
class RandomFilesTest {
    private static final int OPERATIONS = 3_000;
    private static final int REMOUNT_EVERY = 500;
    private static final List<String> NAMES =
            List.of("a", "b", "c", "d", "d/a", "d/b", "e/a", "d/e", "d/e/a", "l", "l/a", "./a", "d/../b", "l/../a", "");

    @TempDir
    private Path temp;

    /** What happened: a result, or the kind of an error, whose words may differ. */
    private record Outcome(String text, Object words) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Outcome that && that.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** An operation below some root. */
    private record Step(String name, Body body) {
        Outcome on(Path root) {
            try {
                return new Outcome(String.valueOf(body.run(root)), "");
            } catch (FileSystemException e) {
                String file = e.getFile() == null ? "" : shown(root, e.getFile());
                return new Outcome(isPlain(e) ? "IOException" : e.getClass().getSimpleName() + " of " + file, e);
            } catch (IOException | RuntimeException e) {
                return new Outcome(e.getClass().getSimpleName(), e);
            }
        }

        /** An error that has no class of its own in one of the two providers. */
        private boolean isPlain(FileSystemException e) {
            return e.getClass() == FileSystemException.class
                    || e instanceof FileSystemLoopException
                    || e instanceof DirectoryNotEmptyException && name.contains("ATOMIC_MOVE");
        }
    }

    private interface Body {
        Object run(Path root) throws IOException;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("random operations of Files do on dax-fs what they do on the machine's file system")
    void sameAsPlatform(long seed) throws IOException {
        Random random = new Random(seed);
        Path platform = Files.createDirectory(temp.resolve("root"));
        List<String> log = new ArrayList<>();
        try (NioFs dax = new NioFs()) {
            for (int i = 0; i < OPERATIONS; i++) {
                Step step = step(random);
                log.add(step.name);
                Outcome expected = step.on(platform);
                assertThat(step.on(dax.root()))
                        .as("seed %d, operation %d after %s", seed, i, log.subList(Math.max(0, i - 8), i + 1))
                        .isEqualTo(expected);
                if (i % REMOUNT_EVERY == 0) {
                    dax.remount();
                    assertThat(tree(dax.root())).isEqualTo(tree(platform));
                }
            }
        }
    }

    private static String shown(Path root, String path) {
        String prefix = root.toString();
        return path.startsWith(prefix) ? path.substring(prefix.length()).replaceFirst("^/", "") : path;
    }

    private static String shown(Path root, Path path) {
        return shown(root, path.toString());
    }

    /** Every file with its content, kind and permissions. */
    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                tree.put(shown(root, path), describe(path));
            }
        }
        return tree;
    }

    private static String describe(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        return mode + (Files.isDirectory(path) ? " directory" : " " + Arrays.hashCode(Files.readAllBytes(path)));
    }

    private static Step step(Random random) {
        String one = NAMES.get(random.nextInt(NAMES.size()));
        // without dots: where both paths are wrong, which one is told depends on the order of looking
        String two = NAMES.get(random.nextInt(NAMES.size())).replaceFirst("^[^/]*/?\\.+/", "");
        int number = random.nextInt(20_000);
        return switch (random.nextInt(20)) {
            case 0 -> new Step("createFile " + one, root -> shown(root, Files.createFile(root.resolve(one))));
            case 1, 2 ->
                new Step("createDirectory " + one, root -> shown(root, Files.createDirectory(root.resolve(one))));
            case 3 ->
                new Step("createDirectories " + one, root -> shown(root, Files.createDirectories(root.resolve(one))));
            case 4 ->
                new Step("delete " + one, root -> {
                    Files.delete(root.resolve(requireName(one)));
                    return "";
                });
            case 5 -> new Step("deleteIfExists " + one, root -> Files.deleteIfExists(root.resolve(requireName(one))));
            case 6, 7 -> move(one, isBelow(two, one) ? one : two, moveOptions(random));
            case 8 -> copy(one, two, copyOptions(random));
            case 9 -> {
                String target = random.nextInt(4) == 0 ? "l" : "d";
                yield new Step("symlink " + one + " to " + target, root -> {
                    Path link = root.resolve(one);
                    return shown(
                            root,
                            Files.createSymbolicLink(link, link.getFileSystem().getPath(target)));
                });
            }
            case 10 -> new Step("link " + two + " to " + one, root -> link(root, root.resolve(two), root.resolve(one)));
            case 11, 12, 13 -> write(one, number, openOptions(random));
            case 14 -> new Step("read " + one, root -> read(root.resolve(one)));
            case 15 -> new Step("list " + one, root -> list(root, root.resolve(one)));
            case 16 -> new Step("attributes " + one, root -> attributes(root.resolve(one), number % 2 == 0));
            case 17 ->
                new Step(
                        "real path " + one,
                        root -> shown(root.toRealPath(), root.resolve(one).toRealPath()));
            case 18 -> change(one, number);
            default ->
                new Step(
                        "same " + one + " " + two,
                        root -> Files.isSameFile(root.resolve(one), root.resolve(two))
                                + " " + Files.exists(root.resolve(one), LinkOption.NOFOLLOW_LINKS)
                                + " " + Files.isWritable(root.resolve(two)) + Files.isExecutable(root.resolve(one)));
        };
    }

    /** The machine's provider deletes what is in the way before it finds that a directory cannot move into itself. */
    private static boolean isBelow(String name, String directory) {
        return name.startsWith(directory + "/");
    }

    /** The root of one tree is a directory in another one, which can be deleted. */
    private static String requireName(String name) {
        return name.isEmpty() ? "a" : name;
    }

    /** A directory gets no second name; whether that or an existing name is told first may differ. */
    private static Object link(Path root, Path link, Path existing) throws IOException {
        return Files.isDirectory(existing) ? "" : shown(root, Files.createLink(link, existing));
    }

    private static Step move(String from, String to, CopyOption[] options) {
        return new Step(
                "move " + from + " " + to + " " + Arrays.toString(options),
                root -> shown(
                        root, Files.move(root.resolve(requireName(from)), root.resolve(requireName(to)), options)));
    }

    private static Step copy(String from, String to, CopyOption[] options) {
        return new Step(
                "copy " + from + " " + to + " " + Arrays.toString(options),
                root -> shown(root, Files.copy(root.resolve(from), root.resolve(requireName(to)), options)));
    }

    private static CopyOption[] moveOptions(Random random) {
        Set<CopyOption> options = new HashSet<>();
        if (random.nextInt(3) == 0) {
            options.add(StandardCopyOption.REPLACE_EXISTING);
        }
        if (random.nextInt(4) == 0) {
            options.add(StandardCopyOption.ATOMIC_MOVE);
        }
        return options.toArray(CopyOption[]::new);
    }

    private static CopyOption[] copyOptions(Random random) {
        Set<CopyOption> options = new HashSet<>();
        if (random.nextInt(2) == 0) {
            options.add(StandardCopyOption.REPLACE_EXISTING);
        }
        if (random.nextInt(3) == 0) {
            options.add(StandardCopyOption.COPY_ATTRIBUTES);
        }
        if (random.nextInt(3) == 0) {
            options.add(LinkOption.NOFOLLOW_LINKS);
        }
        return options.toArray(CopyOption[]::new);
    }

    private static Set<OpenOption> openOptions(Random random) {
        Set<OpenOption> options = new HashSet<>();
        for (StandardOpenOption option : StandardOpenOption.values()) {
            int odds = option == StandardOpenOption.DELETE_ON_CLOSE ? 20 : option == StandardOpenOption.WRITE ? 2 : 4;
            if (random.nextInt(odds) == 0) {
                options.add(option);
            }
        }
        if (random.nextInt(6) == 0) {
            options.add(LinkOption.NOFOLLOW_LINKS);
        }
        return options;
    }

    private static Step write(String name, int number, Set<OpenOption> options) {
        return new Step("write " + name + " " + number + " " + options, root -> {
            try (FileChannel channel = FileChannel.open(root.resolve(name), options)) {
                StringBuilder result = new StringBuilder();
                result.append(attempt(() -> channel.write(ByteBuffer.wrap(new byte[number / 3]))));
                result.append(' ').append(attempt(channel::position));
                result.append(' ').append(attempt(() -> channel.write(ByteBuffer.wrap(text(number)), number % 9_000)));
                result.append(' ')
                        .append(attempt(() -> channel.truncate(number / 2).position()));
                result.append(' ')
                        .append(attempt(() -> channel.position(number / 5).read(ByteBuffer.allocate(number))));
                result.append(' ')
                        .append(attempt(() -> channel.size() * (Files.isDirectory(root.resolve(name)) ? 0 : 1)));
                channel.force(number % 2 == 0);
                return result;
            }
        });
    }

    private static byte[] text(int number) {
        return ("content " + number).getBytes(UTF_8);
    }

    private interface Attempt {
        Object run() throws IOException;
    }

    /** The result, or the kind of the error. */
    private static Object attempt(Attempt attempt) {
        try {
            return attempt.run();
        } catch (FileSystemException e) {
            return IOException.class.getSimpleName();
        } catch (IOException | RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    /** A directory is opened, and then not read. */
    private static Object read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return attempt(() -> Arrays.hashCode(in.readAllBytes()));
        }
    }

    private static Object list(Path root, Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> shown(root, path)).sorted().toList();
        }
    }

    private static Object attributes(Path path, boolean followLinks) throws IOException {
        LinkOption[] links = followLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        Map<String, Object> all = new TreeMap<>(Files.readAttributes(path, "unix:*", links));
        all.keySet().removeAll(Set.of("ino", "dev", "fileKey", "ctime", "creationTime", "lastAccessTime"));
        all.keySet().removeAll(Set.of("lastModifiedTime", "owner", "group"));
        if ((Boolean) all.get("isDirectory")) {
            all.remove("size");
            all.remove("nlink");
        }
        if ((Boolean) all.get("isSymbolicLink")) {
            all.keySet().removeAll(Set.of("mode", "permissions"));
        }
        return all;
    }

    private static Step change(String name, int number) {
        return switch (number % 3) {
            case 0 ->
                new Step("permissions " + name, root -> {
                    Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rwxr-x--x"));
                    return "";
                });
            case 1 ->
                new Step("time " + name, root -> {
                    Path path = root.resolve(name);
                    Files.setLastModifiedTime(path, FileTime.fromMillis(number * 1000L));
                    return Files.getLastModifiedTime(path).toMillis();
                });
            default ->
                new Step("owner " + name, root -> {
                    Path path = root.resolve(name);
                    Files.setAttribute(path, "unix:mode", 0600 + number % 2);
                    return Files.getAttribute(path, "unix:mode");
                });
        };
    }
}
