package org.powercut.framework.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A plain-text table whose columns are as wide as their widest cell. Columns that are named in {@link #right} are
 * aligned to the right; nothing is ever cut off.
 */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();

    public TextTable(String... head) {
        this.head = List.of(head);
    }

    /** Aligns columns, counted from 0, to the right. */
    public TextTable right(int... columns) {
        for (int column : columns) {
            right.add(column);
        }
        return this;
    }

    /** Adds a row with one cell per column. */
    public TextTable row(List<String> cells) {
        if (cells.size() != head.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + head.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Adds a line that runs across all columns. */
    public TextTable line(String text) {
        rows.add(List.of(text));
        return this;
    }

    /** The table, each line ending in a line feed and without trailing blanks. */
    @Override
    public String toString() {
        List<Integer> widths = new ArrayList<>(Collections.nCopies(head.size(), 0));
        measure(widths, head);
        rows.stream().filter(this::isRow).forEach(row -> measure(widths, row));
        StringBuilder out = new StringBuilder();
        append(out, head, widths);
        for (List<String> row : rows) {
            if (isRow(row)) {
                append(out, row, widths);
            } else {
                out.append(row.getFirst()).append('\n');
            }
        }
        return out.toString();
    }

    private boolean isRow(List<String> row) {
        return row.size() == head.size();
    }

    private static void measure(List<Integer> widths, List<String> row) {
        for (int i = 0; i < row.size(); i++) {
            widths.set(i, Math.max(widths.get(i), row.get(i).length()));
        }
    }

    private void append(StringBuilder out, List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String blanks = " ".repeat(widths.get(i) - row.get(i).length());
            line.append(right.contains(i) ? blanks + row.get(i) : row.get(i) + blanks)
                    .append(GAP);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
