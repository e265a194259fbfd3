package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

/** Finds a table of a page by the head of its first column, and puts a newer one in its place. */
final class MarkdownTable {
    private MarkdownTable() {}

    /** The page with a table in the place of the one that begins alike. */
    static String replace(String page, String table) {
        String head = table.substring(0, table.indexOf('|', 1));
        int start = page.indexOf("\n" + head) + 1;
        assertThat(start).as("place of the table that begins with %s", head).isPositive();
        int end = page.indexOf("\n\n", start) + 1;
        return page.substring(0, start) + table + page.substring(end);
    }
}
