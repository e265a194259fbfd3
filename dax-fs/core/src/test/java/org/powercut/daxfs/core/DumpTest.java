package org.powercut.daxfs.core;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MediaStruct;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.SimulatedDevice;

/** The dump shows what is on the media, and docs/on-media-format.md says the same. */
class DumpTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_ ]+)` \\| (\\d+) \\| (`[^|]* \\d+) \\|");
    private static final Pattern FIELD = Pattern.compile("`([^`]+)` (\\d+)");

    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private List<MediaStruct> dump() {
        return TestFs.PROVIDER.dump(test.device).toList();
    }

    private MediaStruct struct(String name) {
        return dump().stream()
                .filter(struct -> struct.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private static String value(MediaStruct struct, String field) {
        return struct.fields().stream()
                .filter(value -> value.name().equals(field))
                .findFirst()
                .orElseThrow()
                .value();
    }

    // the document

    private static Map<String, String> documented() throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("docs/on-media-format.md"))) {
            directory = Objects.requireNonNull(directory.getParent());
        }
        Map<String, String> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(directory.resolve("docs/on-media-format.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), line);
            }
        }
        return rows;
    }

    private static String row(Struct struct) {
        List<String> names = struct.fields().stream().map(Struct.Field::name).toList();
        String fields = struct.fields().stream()
                .filter(field -> !isRepeated(field.name()) || isLastRepeated(field.name(), names))
                .map(field -> isRepeated(field.name())
                        ? "and so on to `" + field.name() + "`"
                        : "`" + field.name() + "` " + field.length())
                .collect(joining(", "));
        return "| `%s` | %d | %s |".formatted(struct.name(), struct.length(), fields);
    }

    /** Whether a field is of an element of an array, but not of the first one. */
    private static boolean isRepeated(String field) {
        return field.matches(".*\\[[1-9]\\d*].*");
    }

    private static boolean isLastRepeated(String field, List<String> names) {
        int next = names.indexOf(field) + 1;
        return next == names.size() || !isRepeated(names.get(next));
    }

    @Test
    @DisplayName("docs/on-media-format.md has each struct of the format, field by field")
    void documentAndFormatAgree() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Layout.STRUCTS.forEach(struct -> expected.put(struct.name(), row(struct)));
        assertThat(new TreeMap<>(documented()).values())
                .as("these rows belong into docs/on-media-format.md:%n%s", String.join("\n", expected.values()))
                .containsExactlyElementsOf(expected.values());
    }

    @Test
    @DisplayName("each struct that the dump shows has the fields and lengths that docs/on-media-format.md gives it")
    void documentAndDumpAgree() throws IOException {
        makeEveryStruct();
        Map<String, String> documented = documented();
        TreeSet<String> seen = new TreeSet<>();
        for (MediaStruct struct : dump()) {
            String name = documentedName(struct.name());
            seen.add(name);
            Matcher field = FIELD.matcher(Objects.requireNonNull(documented.get(name), name));
            int offset = 0;
            for (MediaStruct.Value value : struct.fields()) {
                if (isRepeated(value.name())) {
                    offset += value.length();
                    continue;
                }
                assertThat(field.find()).as(struct.name()).isTrue();
                assertThat(value.name()).as(struct.name()).isEqualTo(field.group(1));
                assertThat(value.offset())
                        .as(struct.name() + "." + value.name())
                        .isEqualTo(offset);
                offset += value.length();
                int length = Integer.parseInt(field.group(2));
                boolean extended = struct.length() > 64 && name.equals("name");
                assertThat(value.length() == length || extended && value.length() > length)
                        .as(struct.name() + "." + value.name())
                        .isTrue();
            }
            assertThat(field.find()).as(struct.name()).isFalse();
            assertThat(offset).as(struct.name()).isEqualTo(struct.length());
        }
        assertThat(seen).contains("superblock", "slot", "inode", "page", "attr", "write", "size", "name", "badblock");
    }

    private static String documentedName(String name) {
        Matcher entry = Pattern.compile(".*\\((.*)\\)").matcher(name);
        if (entry.matches()) {
            return Stream.of(EntryType.values())
                    .filter(type -> type.label.equals(entry.group(1)))
                    .map(type -> type.struct.name())
                    .findFirst()
                    .orElseThrow();
        }
        return name.contains("slot")
                ? "slot"
                : name.startsWith("inode") ? "inode" : name.startsWith("log") ? "page" : "superblock";
    }

    private void makeEveryStruct() {
        test.fs.mkdir("/d");
        test.fs.symlink("target", "/link");
        try (DaxFile file = test.fs.create("/d/" + "long name ".repeat(12))) {
            file.write(0, new byte[10_000]);
            file.truncate(100);
        }
        test.fs.rename("/link", "/d/link");
        try (DaxFile file = test.createNodatacow("/f")) {
            file.write(0, new byte[8192]);
            long address = TestFs.PROVIDER
                    .mediaMap(test.device)
                    .find("data[/f] page 1")
                    .getFirst()
                    .offset();
            test.device.mediaErrors().poison(address, 1, Visibility.LISTED);
        }
        assertThat(test.fs.mediaErrors()).hasSize(1);
    }

    // what it shows

    @Test
    @DisplayName("values are shown as people read them")
    void values() {
        try (DaxFile file = test.createNodatacow("/name")) {
            file.write(0, new byte[5000]);
        }
        test.fs.chmod("/name", 0640);
        test.fs.setTimes("/name", 1_000_000_000L, 1_700_000_000_000_000_001L);
        long ino = test.fs.stat("/name").ino();
        MediaStruct inode = struct("inode[" + ino + "]");
        assertThat(value(inode, "type")).isEqualTo("regular");
        assertThat(value(inode, "log_tail")).matches("page \\d+ line \\d+, turn 0");
        List<MediaStruct> attributes = dump().stream()
                .filter(struct -> struct.name().startsWith("log[inode " + ino + "]")
                        && struct.name().endsWith("(attr)"))
                .toList();
        assertThat(value(attributes.getLast(), "mode")).isEqualTo("0640");
        assertThat(value(attributes.getLast(), "flags")).startsWith("nodatacow");
        assertThat(value(attributes.getLast(), "atime")).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(value(attributes.getLast(), "mtime")).isEqualTo("2023-11-14T22:13:20.000000001Z");
        assertThat(dump().stream().filter(struct -> struct.name().endsWith("(add name)")))
                .anySatisfy(struct -> {
                    assertThat(value(struct, "name")).isEqualTo("name");
                    assertThat(value(struct, "file_type")).isEqualTo("regular");
                });
        assertThat(value(struct("superblock[0]"), "magic")).isEqualTo("0x3130305346584144");
        assertThat(value(struct("inode[3]"), "log_tail")).isEqualTo("free");
    }

    @Test
    @DisplayName("structs lie where the media map says")
    void agreesWithTheMediaMap() {
        makeEveryStruct();
        MediaMap map = TestFs.PROVIDER.mediaMap(test.device);
        for (MediaStruct struct : dump()) {
            for (MediaStruct.Value value : struct.fields()) {
                assertThat(map.nameOf(struct.offset() + value.offset())).isEqualTo(struct.name() + "." + value.name());
            }
        }
    }

    @Test
    @DisplayName("what is damaged is shown with what is wrong, and the rest as it is")
    void damage() {
        makeEveryStruct();
        int before = dump().size();
        assertThat(dump()).allSatisfy(struct -> assertThat(struct.problem()).isEmpty());
        MediaStruct replica = struct("inode_replica[8]");
        test.device.putByte(replica.offset(), (byte) (test.device.getByte(replica.offset()) + 1));
        MediaStruct write = dump().stream()
                .filter(struct -> struct.name().endsWith("(write)"))
                .findFirst()
                .orElseThrow();
        test.device.mediaErrors().poison(write.offset(), 1, Visibility.LATENT);
        test.device.putLong(struct("journal[0].slot[0]").offset() + 16, -1);
        test.device.putLong(struct("journal[0].slot[1]").offset() + 16, -1);
        List<MediaStruct> dumped = dump();
        assertThat(dumped).hasSizeGreaterThan(before / 2);
        assertThat(dumped.stream().filter(struct -> !struct.problem().isEmpty()))
                .extracting(MediaStruct::name)
                .contains("inode_replica[8]", "journal[0].slot[0]", "journal[0].slot[1]")
                .anyMatch(name -> name.startsWith("log[inode "));
    }

    @Test
    @DisplayName("a device without a superblock is refused")
    void noFileSystem() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(1 << 20)) {
            assertThatThrownBy(() -> TestFs.PROVIDER.dump(device))
                    .isInstanceOf(CorruptFileSystemException.class)
                    .hasMessageContaining("superblock[0]");
        }
    }
}
