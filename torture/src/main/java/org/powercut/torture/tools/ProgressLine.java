package org.powercut.torture.tools;

import java.io.PrintWriter;
import java.time.Duration;
import org.powercut.daxfs.Progress;

/** Shows how far long work has come: on a terminal one line that is written over, elsewhere a line every few seconds. */
final class ProgressLine implements Progress, AutoCloseable {
    private static final String ERASE = "\r\u001b[K";
    private static final long TERMINAL_INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long LOG_INTERVAL = Duration.ofSeconds(5).toNanos();

    private final PrintWriter err;
    private final String what;
    private final boolean terminal = Boolean.getBoolean("torture.terminal");
    private long shown = System.nanoTime();

    ProgressLine(PrintWriter err, String what) {
        this.err = err;
        this.what = what;
    }

    @Override
    public void at(long done, long total) {
        long now = System.nanoTime();
        if (now - shown < (terminal ? TERMINAL_INTERVAL : LOG_INTERVAL)) {
            return;
        }
        shown = now;
        String line = what + " " + (total == 0 ? 100 : 100 * done / total) + "%";
        if (terminal) {
            err.print(ERASE + line);
        } else {
            err.println(line);
        }
        err.flush();
    }

    @Override
    public void close() {
        if (terminal) {
            err.print(ERASE);
            err.flush();
        }
    }
}
