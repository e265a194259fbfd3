package org.powercut.torture;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.report.TestNames;

/**
 * Shows how a run is getting on: on a terminal one line that is written over, elsewhere a new line every few seconds.
 */
final class Progress implements CrashTestListener, AutoCloseable {
    private static final long TERMINAL_INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long LOG_INTERVAL = Duration.ofSeconds(5).toNanos();
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final int columns;
    private final int tests;
    private final long start = System.nanoTime();

    /** What tests told of while they ran. Some of it may not count in the end: the engine drops what goes past a limit. */
    private final Map<String, Long> running = new HashMap<>();

    private long shown = start - LOG_INTERVAL;
    private long counted;
    private int done;
    private int findings;
    private String current = "";

    /**
     * @param out usually standard error, so that standard output stays clean
     * @param terminal whether a line can be written over
     * @param columns width of the terminal in characters
     * @param tests how many tests there are
     */
    Progress(PrintWriter out, boolean terminal, int columns, int tests) {
        this.out = out;
        this.terminal = terminal;
        this.columns = columns;
        this.tests = tests;
    }

    @Override
    public synchronized void testStarted(CrashTestInfo test) {
        current = TestNames.of(test);
        show(false);
    }

    @Override
    public synchronized void statesExplored(CrashTestInfo test, long more) {
        running.merge(test.uniqueId(), more, Long::sum);
        show(false);
    }

    @Override
    public synchronized void finding(CrashTestInfo test, Finding finding, String interleavingUniqueId) {
        findings++;
        show(false);
    }

    @Override
    public synchronized void testExplored(CrashTestInfo test, Exploration exploration) {
        running.remove(test.uniqueId());
        counted += exploration.coverage().explored();
        done++;
        show(false);
    }

    @Override
    public synchronized void testBroken(CrashTestInfo test, Throwable failure) {
        running.remove(test.uniqueId());
        done++;
        show(false);
    }

    @Override
    public synchronized void testSkipped(CrashTestInfo test, String reason) {
        done++;
        show(false);
    }

    @Override
    public synchronized void close() {
        if (terminal) {
            out.print(ERASE);
            out.flush();
        } else {
            show(true);
        }
    }

    private synchronized void show(boolean now) {
        long time = System.nanoTime();
        if (!now && time - shown < (terminal ? TERMINAL_INTERVAL : LOG_INTERVAL)) {
            return;
        }
        shown = time;
        String line = line(time);
        if (terminal) {
            out.print(ERASE + line.substring(0, Math.min(line.length(), Math.max(columns - 1, 20))));
        } else {
            out.println(line);
        }
        out.flush();
    }

    private String line(long time) {
        long explored =
                counted + running.values().stream().mapToLong(Long::longValue).sum();
        double seconds = Math.max(time - start, 1) / 1e9;
        return String.format(
                        Locale.ROOT,
                        "%3.0f s  %d of %d tests  %,d states  %,.0f states/s  %d %s  %s",
                        seconds,
                        done,
                        tests,
                        explored,
                        explored / seconds,
                        findings,
                        findings == 1 ? "finding" : "findings",
                        done == tests ? "" : current)
                .stripTrailing();
    }
}
