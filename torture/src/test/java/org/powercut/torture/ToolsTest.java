package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.MappedFileDevice;
import org.powercut.pmem.MediaErrors.Visibility;

/** The tools for images do what docs/tools.md says, and complain where something is wrong. */
class ToolsTest {
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String DEMO = "/tmp/demo";

    @TempDir
    private Path directory;

    private Path image;

    @BeforeEach
    void songs() throws IOException {
        image = directory.resolve("disk.img");
        Files.createDirectory(directory.resolve("songs"));
        Files.writeString(directory.resolve("songs/one.txt"), "la la la\n");
        Files.writeString(directory.resolve("songs/two.txt"), "ta ta ta\n");
    }

    private CommandLineRun run(Object... words) {
        List<String> args = new ArrayList<>();
        for (Object word : words) {
            args.add(word.toString());
        }
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    private void makeImage() {
        assertThat(run("mkfs", "--size=4m", image).code()).isZero();
        assertThat(run("cp", "-r", directory.resolve("songs"), image + ":/").code())
                .isZero();
    }

    private static DaxFileSystemProvider provider() {
        return ServiceLoader.load(DaxFileSystemProvider.class).findFirst().orElseThrow();
    }

    // the document

    @Test
    @DisplayName("each example of docs/tools.md prints what it says there")
    void examples() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("..", "docs", "tools.md")));
        int examples = 0;
        while (block.find()) {
            String[] commands = block.group(1).split("(?m)^\\$ ");
            for (int i = 1; i < commands.length; i++) {
                example(commands[i].replace(DEMO, directory.toString()));
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(12);
        assertThat(directory.resolve("out/two.txt")).content().isEqualTo("ta ta ta\n");
    }

    private void example(String text) {
        int end = text.indexOf('\n');
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text.substring(0, end));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        assertThat(words.removeFirst()).isEqualTo("./powercut");
        CommandLineRun run = run(words.toArray());
        String expected = Pattern.quote(text.substring(end + 1)).replace("...", "\\E(?s:.*?)\\Q");
        assertThat(run.out() + run.err()).as(text).matches(expected);
    }

    // findings

    @Test
    @DisplayName("a damaged image: fsck says so with 1, dump shows where, repair puts it right")
    void damage() throws IOException {
        makeImage();
        long offset = fieldOffset("inode_replica[9].crc");
        try (MappedFileDevice device = MappedFileDevice.open(image)) {
            device.putInt(offset, 1);
        }
        CommandLineRun found = run("fsck", image);
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).contains("inode_replica[9]", "at byte " + offset, image + ": 1 problem\n");
        assertThat(run("fsck", "--json", image).json().get("problems")).hasSize(1);
        CommandLineRun dump = run("dump", "--struct", "inode*[9]", image);
        assertThat(dump.code()).isEqualTo(1);
        assertThat(dump.out()).contains("inode_replica[9]", "DAMAGED");
        CommandLineRun repair = run("fsck", "--repair", image);
        assertThat(repair.code()).isEqualTo(1);
        assertThat(repair.out()).contains("1 problem, all repaired");
        assertThat(run("fsck", image).code()).isZero();
        assertThat(run("dump", image).code()).isZero();
    }

    @Test
    @DisplayName("lost file ranges are listed with 1, and scrub says what it repaired")
    void lostRanges() throws IOException {
        makeImage();
        long offset = fieldOffset("data[/songs/two.txt] page 0");
        try (MappedFileDevice device = MappedFileDevice.open(image);
                DaxFileSystem fs = provider().mount(device, MountOptions.defaults())) {
            device.mediaErrors().poison(offset, 1, Visibility.LISTED);
            assertThat(fs.mediaErrors()).hasSize(1);
        }
        CommandLineRun listed = run("badblocks", image);
        assertThat(listed.code()).isEqualTo(1);
        assertThat(listed.out()).contains("/songs/two.txt", "[0, 9)");
        assertThat(run("badblocks", "--json", image).json().get("path").asText())
                .isEqualTo("/songs/two.txt");
        CommandLineRun scrub = run("scrub", image);
        assertThat(scrub.code()).isEqualTo(1);
        assertThat(scrub.out()).contains("lost: /songs/two.txt", "not clean");
        assertThat(run("scrub", "--json", image).json().get("errors")).hasSize(1);
        CommandLineRun copy = run("cp", image + ":/songs/two.txt", directory.resolve("copy"));
        assertThat(copy.code()).isEqualTo(2);
        assertThat(copy.err()).contains("EIO", "/songs/two.txt");
    }

    private long fieldOffset(String name) throws IOException {
        try (MappedFileDevice device = MappedFileDevice.open(image)) {
            List<MediaMap.Field> fields = provider().mediaMap(device).find(name);
            return fields.getFirst().offset();
        }
    }

    @Test
    @DisplayName("listings and room as JSON")
    void json() {
        makeImage();
        CommandLineRun list = run("ls", "--json", image, "/songs");
        assertThat(list.out().lines()).hasSize(2);
        assertThat(list.json().get("path").asText()).isEqualTo("/songs/two.txt");
        assertThat(list.json().get("size").asInt()).isEqualTo(9);
        assertThat(run("df", "--json", image).json().get("freeBytes").asLong()).isBetween(1L << 20, 4L << 20);
        assertThat(run("dump", "--json", image).out().lines()).hasSizeGreaterThan(30);
    }

    @Test
    @DisplayName("a tree comes out of two images as it went in: contents, modes, links")
    void copies() throws IOException {
        Path from = directory.resolve("songs");
        byte[] large = new byte[3_000_001];
        new java.util.Random(1).nextBytes(large);
        Files.write(from.resolve("large"), large);
        Files.createSymbolicLink(from.resolve("link"), Path.of("one.txt"));
        Files.createDirectory(from.resolve("empty"));
        Files.setPosixFilePermissions(
                from.resolve("one.txt"), java.nio.file.attribute.PosixFilePermissions.fromString("r-x--x---"));
        Path second = directory.resolve("second.img");
        assertThat(run("mkfs", "--size=16m", image).code()).isZero();
        assertThat(run("mkfs", "--size=16m", second).code()).isZero();
        assertThat(run("cp", "-r", from, image + ":/a").code()).isZero();
        assertThat(run("cp", "-r", image + ":/a", second + ":/").code()).isZero();
        Path back = directory.resolve("back");
        assertThat(run("cp", "-r", second + ":/a", back).code()).isZero();
        assertThat(back.resolve("large")).hasBinaryContent(large);
        assertThat(Files.readSymbolicLink(back.resolve("link"))).isEqualTo(Path.of("one.txt"));
        assertThat(back.resolve("empty")).isEmptyDirectory();
        assertThat(Files.getPosixFilePermissions(back.resolve("one.txt")))
                .isEqualTo(Files.getPosixFilePermissions(from.resolve("one.txt")));
        assertThat(run("fsck", second).code()).isZero();
    }

    @Test
    @DisplayName("ls and cp look into a snapshot, and cp brings back from it what has been lost since")
    void snapshots() {
        makeImage();
        assertThat(run("snapshot", "create", image, "before").code()).isZero();
        assertThat(run("cp", directory.resolve("songs/two.txt"), image + ":/songs/one.txt")
                        .code())
                .isZero();
        assertThat(run("cp", directory.resolve("songs/two.txt"), image + ":/new")
                        .code())
                .isZero();
        assertThat(run("ls", "-R", image + ":/").out()).isEqualTo("/new\n/songs\n/songs/one.txt\n/songs/two.txt\n");
        assertThat(run("ls", image + ":/songs/one.txt").out()).isEqualTo("/songs/one.txt\n");
        assertThat(run("ls", "--snapshot=before", image).out()).isEqualTo("songs\n");
        Path now = directory.resolve("now");
        Path past = directory.resolve("past");
        assertThat(run("cp", image + ":/songs/one.txt", now).code()).isZero();
        assertThat(run("cp", "--snapshot=before", image + ":/songs/one.txt", past)
                        .code())
                .isZero();
        assertThat(now).content().isEqualTo("ta ta ta\n");
        assertThat(past).content().isEqualTo("la la la\n");
        assertThat(run("cp", "-r", "--snapshot=before", image + ":/songs", image + ":/")
                        .code())
                .isZero();
        assertThat(run("cp", image + ":/songs/one.txt", now).code()).isZero();
        assertThat(now).content().isEqualTo("la la la\n");
        assertThat(run("fsck", image).code()).isZero();
    }

    // complaints

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ls IMAGE.none                   | there is no such file",
                "mkfs IMAGE.none                 | say --size",
                "mkfs --size 5000 IMAGE.none     | multiple of 4096",
                "mkfs --size 8k IMAGE.none       | too small",
                "mkfs --size much IMAGE.none     | 64m",
                "mkfs --size 8m IMAGE            | exists already",
                "mkfs IMAGE                      | --force",
                "ls IMAGE /nowhere               | /nowhere",
                "ls DIR/songs                    | a device image is a regular file",
                "ls DIR/songs/one.txt            | multiple of 4096",
                "cp IMAGE:/nowhere DIR/x         | there is no such file",
                "cp IMAGE:/songs DIR/x           | -r copies it",
                "cp -r IMAGE:/songs IMAGE:/songs | lies within",
                "cp -r IMAGE:/songs IMAGE:/songs/in | lies within",
                "cp -r DIR/songs DIR/songs/in    | lies within",
                "cp DIR/songs/one.txt IMAGE:/no/where | ENOENT",
                "ls IMAGE:/nowhere               | /nowhere",
                "ls IMAGE:/songs /songs          | two paths",
                "ls --snapshot none IMAGE        | none",
                "cp --snapshot none IMAGE:/songs DIR/x | none",
                "cp --snapshot s DIR/songs IMAGE:/x | write IMAGE:/PATH",
                "snapshot delete IMAGE           | NAME",
                "snapshot                        | create, list or delete",
                "dump --struct                   | --struct",
            })
    @DisplayName("what cannot be is said with what would be right, exit code 2")
    void isRefused(String line, String expected) {
        makeImage();
        Object[] words = line.replace("IMAGE", image.toString())
                .replace("DIR", directory.toString())
                .split(" +");
        CommandLineRun run = run(words);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("powercut: ").contains(expected).doesNotContain("Exception", "\tat ");
        assertThat(Path.of(image + ".none")).doesNotExist();
        assertThat(run("fsck", image).code()).isZero();
    }

    @Test
    @DisplayName("a file that holds no file system is refused by each tool, and left as it is")
    void noFileSystem() throws IOException {
        Files.write(image, new byte[1 << 20]);
        for (String tool : List.of("fsck", "dump", "df", "ls", "badblocks", "scrub")) {
            CommandLineRun run = run(tool, image);
            assertThat(run.code()).as(tool).isEqualTo(tool.equals("fsck") ? 1 : 2);
            assertThat(run.out() + run.err()).as(tool).contains("superblock[0]");
        }
        assertThat(run("fsck", "--repair", image).code()).isEqualTo(2);
        assertThat(image).hasBinaryContent(new byte[1 << 20]);
    }

    @Test
    @DisplayName("the help of each tool says what it does")
    void help() {
        for (String tool : List.of("mkfs", "fsck", "dump", "df", "ls", "cp", "badblocks", "scrub", "snapshot")) {
            CommandLineRun run = run(tool, "--help");
            assertThat(run.code()).isZero();
            assertThat(run.out()).startsWith("Usage: powercut " + tool);
            assertThat(run.out().lines()).hasSizeGreaterThan(6);
        }
        assertThat(run("--help").out()).contains("mkfs", "badblocks", "docs/tools.md");
    }
}
