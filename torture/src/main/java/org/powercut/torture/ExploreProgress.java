package org.powercut.torture;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Shows how many crash states of a trace were checked: one line on a terminal, elsewhere a line every few seconds. */
final class ExploreProgress implements LongConsumer, AutoCloseable {
    private static final long TERMINAL_INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long LOG_INTERVAL = Duration.ofSeconds(5).toNanos();
    private static final String ERASE = "\r\u001b[K";

    private final Terminal terminal;
    private final long start = System.nanoTime();
    private long shown = start;
    private long states;

    ExploreProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void accept(long more) {
        states += more;
        long now = System.nanoTime();
        if (now - shown < (terminal.live() ? TERMINAL_INTERVAL : LOG_INTERVAL)) {
            return;
        }
        shown = now;
        double seconds = (now - start) / 1e9;
        String line = String.format(
                Locale.ROOT, "%3.0f s  %,d states checked  %,.0f states/s", seconds, states, states / seconds);
        if (terminal.live()) {
            terminal.err().print(ERASE + line);
        } else {
            terminal.err().println(line);
        }
        terminal.err().flush();
    }

    @Override
    public synchronized void close() {
        if (terminal.live()) {
            terminal.err().print(ERASE);
            terminal.err().flush();
        }
    }
}
