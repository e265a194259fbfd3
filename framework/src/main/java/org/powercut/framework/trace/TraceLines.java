package org.powercut.framework.trace;

/** The names and limits of the JSON Lines format, as docs/trace-format.md tells them. */
final class TraceLines {
    /** Changes whenever a reader of the old form would misread the new one. */
    static final String FORMAT = "powercut-trace-lines/1";

    /** The largest device, in bytes: 1 TiB. */
    static final long MOST_BYTES = 1L << 40;

    /** Sites are numbered below this. */
    static final int MOST_SITES = 1 << 20;

    /** Threads are numbered below this, as a tape does. */
    static final int MOST_THREADS = 1 << 16;

    private TraceLines() {}
}
