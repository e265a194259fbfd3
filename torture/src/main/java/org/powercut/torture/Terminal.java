package org.powercut.torture;

import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * Where a command prints to.
 *
 * @param out results
 * @param err progress and complaints
 * @param live whether a line of {@code err} can be written over
 * @param columns width in characters
 */
record Terminal(PrintWriter out, PrintWriter err, boolean live, int columns) {
    private static final String LIVE = "torture.terminal";
    private static final String COLUMNS = "torture.columns";
    private static final int DEFAULT_COLUMNS = 100;

    /** What the start script says of the terminal, in system properties; no terminal if it says nothing. */
    static Terminal of(CommandLine line) {
        return new Terminal(
                line.getOut(), line.getErr(), Boolean.getBoolean(LIVE), Integer.getInteger(COLUMNS, DEFAULT_COLUMNS));
    }

    Progress progress(int tests) {
        return new Progress(err, live, columns, tests);
    }
}
