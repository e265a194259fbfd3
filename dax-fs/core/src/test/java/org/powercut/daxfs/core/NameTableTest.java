package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.DirectoryIndex.Named;

/** Directories of any size. */
class NameTableTest {

    @Test
    @DisplayName("a table says what a plain map says, through many additions and removals")
    void asAMap() {
        Random random = new Random(5);
        NameTable table = new NameTable();
        Map<String, Named> model = new TreeMap<>();
        for (int i = 0; i < 200_000; i++) {
            int range = i % 60_000 < 30_000 ? 20_000 : 50; // grows, and shrinks again
            String name = name(random.nextInt(range));
            Named named = new Named(1 + random.nextInt(1_000_000), FileType.values()[random.nextInt(3)]);
            if (random.nextInt(range == 50 ? 9 : 3) > 0 == (range != 50)) {
                assertThat(table.add(name, named)).isEqualTo(model.putIfAbsent(name, named) == null);
            } else {
                String gone =
                        model.isEmpty() || random.nextInt(4) == 0 ? name : ((TreeMap<String, Named>) model).firstKey();
                assertThat(table.remove(gone)).isEqualTo(model.remove(gone) != null);
            }
            assertThat(table.get(name)).isEqualTo(model.get(name));
            assertThat(table.size()).isEqualTo(model.size());
            if (i % 20_000 == 0) {
                requireSame(table, model);
            }
        }
        requireSame(table, model);
    }

    private static String name(int number) {
        return switch (number % 4) {
            case 0 -> "n" + number;
            case 1 -> "größer \uD83D\uDE00 ".repeat(number % 9) + number;
            case 2 -> Integer.toString(number, 36).repeat(20);
            default -> "?" + number;
        };
    }

    private static void requireSame(NameTable table, Map<String, Named> model) {
        Map<String, Named> found = new TreeMap<>();
        table.forEach((name, named) -> assertThat(found.put(name, named)).isNull());
        assertThat(found).isEqualTo(model);
        model.forEach((name, named) -> assertThat(table.get(name)).isEqualTo(named));
    }

    @Test
    @DisplayName("a string without UTF-8 form is no name, not the one that its replacement would be")
    void noUtf8() {
        NameTable table = new NameTable();
        assertThat(table.add("a?", new Named(9, FileType.REGULAR))).isTrue();
        assertThat(table.get("a\uD800")).isNull();
        assertThat(table.remove("a\uD800")).isFalse();
        assertThat(table.get("a?")).isEqualTo(new Named(9, FileType.REGULAR));
        assertThat(table.nameOf(9)).isEqualTo("a?");
        assertThat(table.nameOf(8)).isNull();
    }

    @Test
    @DisplayName("a directory of 100,000 names: each is found, half are removed, and a mount finds the rest")
    void largeDirectory() {
        try (TestFs test = TestFs.ofSize(64 << 20)) {
            test.fs.mkdir("/d");
            try (DaxFile file = test.fs.create("/f0")) {
                file.write(0, TestFs.bytes("content"));
            }
            int file = 0;
            for (int i = 0; i < 100_000; i++) {
                if (i % 50_000 == 0) { // a file has at most 65,000 links
                    test.fs.create("/f" + ++file).close();
                }
                test.fs.link("/f" + file, "/d/name " + i);
            }
            for (int i = 0; i < 100_000; i += 2) {
                test.fs.unlink("/d/name " + i);
            }
            test.remount();
            assertThat(test.fs.readdir("/d")).hasSize(50_000);
            List<String> missing = new ArrayList<>();
            for (int i = 1; i < 100_000; i += 2) {
                if (!test.fs.exists("/d/name " + i)) {
                    missing.add("name " + i);
                }
            }
            assertThat(missing).isEmpty();
            assertThat(test.fs.exists("/d/name 0")).isFalse();
        }
    }
}
