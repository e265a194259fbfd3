package org.powercut.framework.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the model against {@code litmus.txt}: it has every allowed outcome and no other. */
class LitmusTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void outcomes(Row row) {
        Trace trace = Program.run(row.program);
        Set<String> outcomes = ModelStates.images(trace, row.platform, row.order, trace.size()).stream()
                .map(image -> row.observed.stream()
                        .map(place -> read(image, Program.address(place)))
                        .collect(Collectors.joining()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(outcomes).as(row.program).isEqualTo(row.allowed);
        assertThat(Collections.disjoint(outcomes, row.forbidden))
                .as(row.program)
                .isTrue();
    }

    @Test
    void rowsAreManyAndWhole() {
        List<Row> rows = rows();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(40);
        assertThat(rows.stream().map(Row::rule)).doesNotHaveDuplicates();
        assertThat(rows.stream().filter(row -> row.program.contains("U:"))).hasSizeGreaterThanOrEqualTo(5);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.source).isNotBlank();
            assertThat(Collections.disjoint(row.allowed, row.forbidden)).isTrue();
        });
    }

    private static String read(Map<Long, Long> image, long address) {
        long word = image.getOrDefault(address & -8, 0L);
        return String.valueOf(word >>> 8 * (address & 7) & 0xff);
    }

    static List<Row> rows() {
        try (InputStream in = LitmusTest.class.getResourceAsStream("litmus.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Row(
            String rule,
            Platform platform,
            CompilerOrder order,
            String program,
            List<String> observed,
            Set<String> allowed,
            Set<String> forbidden,
            String source) {

        static Row parse(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            assertThat(cells).as(line).hasSize(7);
            List<String> model = words(cells.get(1));
            return new Row(
                    cells.get(0),
                    Platform.valueOf(model.getFirst()),
                    model.size() > 1 ? CompilerOrder.valueOf(model.get(1)) : CompilerOrder.PROGRAM,
                    cells.get(2),
                    words(cells.get(3)),
                    new TreeSet<>(words(cells.get(4))),
                    new TreeSet<>(words(cells.get(5))),
                    cells.get(6));
        }

        private static List<String> words(String cell) {
            return cell.isEmpty() ? List.of() : List.of(cell.split(" +"));
        }

        @Override
        public String toString() {
            return "%s (%s%s)".formatted(rule, platform, order == CompilerOrder.JAVA ? ", Java" : "");
        }
    }
}
