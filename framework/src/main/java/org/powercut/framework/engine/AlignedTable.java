package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in plain text whose columns are as wide as what they hold. */
final class AlignedTable {
    private final List<List<String>> rows = new ArrayList<>();

    AlignedTable(String... header) {
        row(header);
    }

    /** Adds a row with a cell for each column. */
    void row(String... cells) {
        rows.add(List.of(cells));
    }

    List<String> lines() {
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(
                        column -> String.format(Locale.ROOT, "%-" + Math.max(1, widths[column]) + "s", row.get(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
