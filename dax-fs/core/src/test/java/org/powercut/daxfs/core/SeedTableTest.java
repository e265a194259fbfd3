package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table S1 to S47 of docs/dax-semantics.md is whole, and names tests that there are. */
class SeedTableTest {
    private static final int QUESTIONS = 47;
    private static final Pattern ROW = Pattern.compile("\\| S(\\d+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    private record Row(int number, String behaviour, List<String[]> tests) {}

    private static List<Row> rows;
    /** The sources of the tests, by the name of their class. */
    private static Map<String, String> sources;

    @BeforeAll
    static void read() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/dax-semantics.md"))) {
            root = Objects.requireNonNull(root.getParent());
        }
        rows = Files.readAllLines(root.resolve("docs/dax-semantics.md")).stream()
                .filter(line -> line.startsWith("| S"))
                .map(SeedTableTest::row)
                .toList();
        sources = new HashMap<>();
        for (String folder : List.of(
                "dax-fs/api/src/test/java",
                "dax-fs/core/src/test/java",
                "crash-suites/src/test/java",
                "framework/src/main/java/org/powercut/framework/testkit")) {
            try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.merge(
                            file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
                }
            }
        }
    }

    private static Row row(String line) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as(line).isTrue();
        List<String[]> tests = TEST.matcher(row.group(4))
                .results()
                .map(test -> new String[] {test.group(1), test.group(2)})
                .toList();
        return new Row(Integer.parseInt(row.group(1)), row.group(3), tests);
    }

    @Test
    @DisplayName("each question has exactly one row, in order")
    void everyQuestionHasOneRow() {
        assertThat(rows)
                .extracting(Row::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, QUESTIONS).boxed().toList());
    }

    @Test
    @DisplayName("each row names tests that there are, or says that the item is excluded")
    void everyTestIsThere() {
        for (Row row : rows) {
            if (!row.behaviour.startsWith("Excluded: ")) {
                assertThat(row.tests).as("S%d", row.number).isNotEmpty();
            }
            for (String[] test : row.tests) {
                assertThat(sources).as("S%d", row.number).containsKey(test[0]);
                assertThat(annotations(test[0], test[1]))
                        .as("S%d: a test %s.%s", row.number, test[0], test[1])
                        .containsPattern("@(Test|ParameterizedTest|Verify)\\b");
            }
        }
    }

    @Test
    @DisplayName("of the tests of each row, one at least says the number in its name")
    void testsSayTheNumber() {
        for (Row row : rows) {
            if (!row.tests.isEmpty()) {
                Pattern number = Pattern.compile("\\bS" + row.number + "\\b");
                assertThat(row.tests)
                        .as("S%d", row.number)
                        .anyMatch(test ->
                                number.matcher(annotations(test[0], test[1])).find());
            }
        }
    }

    /** What stands between a method and the one before it; empty if there is no such method. */
    private static String annotations(String type, String method) {
        String source = sources.get(type);
        Matcher declaration = Pattern.compile("\\n    (?:private |final |static )*void " + method + "\\(")
                .matcher(source);
        if (!declaration.find()) {
            return "";
        }
        int end = declaration.start();
        return source.substring(source.lastIndexOf("\n\n", end) + 1, end);
    }
}
