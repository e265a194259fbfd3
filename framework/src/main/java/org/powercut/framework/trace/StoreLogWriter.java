package org.powercut.framework.trace;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;

/**
 * Writes a trace as a store log that pmreorder replays: one line, entries with {@code |} between them. docs/trace-format.md
 * says what becomes of each event, and what is lost.
 */
final class StoreLogWriter {
    /** Where the device is said to be mapped. */
    private static final long BASE = 0x7f00_0000_0000L;

    private final TraceFile file;
    private final Trace trace;
    private final Writer out;
    private final Map<Integer, Deque<Operation>> running = new TreeMap<>();

    /** Markers that began and were not written as ended, innermost first: pmreorder refuses those that cross. */
    private final Deque<Operation> open = new ArrayDeque<>();

    private static final class Operation {
        final String name;
        boolean ended;

        Operation(String name) {
            this.name = name;
        }
    }

    private StoreLogWriter(TraceFile file, Writer out) {
        this.file = file;
        this.trace = file.recording().trace();
        this.out = out;
    }

    /**
     * Writes a log.
     *
     * @param image what the log names as the registered file
     * @throws BadTraceException if the trace has what a store log cannot say; nothing was written then
     */
    static void write(TraceFile file, String image, Writer out) throws IOException {
        Recording recording = file.recording();
        for (int event = 0; event < recording.trace().size(); event++) {
            if (recording.trace().kind(event).isMedia()) {
                throw new BadTraceException(
                        "event " + event + " is " + recording.trace().kind(event)
                                + ", and a store log knows no media errors; export to the JSON Lines format");
            }
        }
        if (!recording.listed().isEmpty() || !recording.latent().isEmpty()) {
            throw new BadTraceException("the device had media errors from the start, and a store log knows none;"
                    + " export to the JSON Lines format");
        }
        new StoreLogWriter(file, out).write(image);
    }

    private void write(String image) throws IOException {
        out.write("START|REGISTER_FILE;%s;0x%x;0x%x;0x0"
                .formatted(plain(image), BASE, file.recording().initial().size()));
        for (int event = 0; event < trace.size(); event++) {
            event(event);
        }
        out.write("|STOP\n");
    }

    private void event(int event) throws IOException {
        Kind kind = trace.kind(event);
        switch (kind) {
            case STORE -> {
                store(event);
                if (trace.mode(event) == AccessMode.VOLATILE) {
                    out.write("|FENCE");
                }
            }
            case NT_STORE, DIRECT_STORE -> store(event);
            case LOCKED -> {
                out.write("|FENCE");
                store(event);
            }
            case FENCE, LOCKED_FAILED -> out.write("|FENCE");
            case CLWB, CLFLUSHOPT, CLFLUSH -> flush(event);
            case OPERATION_BEGIN -> begin(trace.thread(event), trace.text(event));
            case OPERATION_END -> end(trace.thread(event));
            case MILESTONE -> {
                String name = StoreLogReader.MILESTONE + name(trace.text(event));
                out.write("|" + name + StoreLogReader.BEGIN + "|" + name + StoreLogReader.END);
            }
            case POISON_LATENT, POISON_LISTED, POISON_CLEARED -> throw new AssertionError("refused before");
        }
    }

    /** One entry for each part that persists on its own; what a non-temporal store writes past the cache is flushed. */
    private void store(int event) throws IOException {
        long start = trace.address(event);
        long end = start + trace.length(event);
        int piece = trace.tear(event) == 0 ? Pmem.ATOM : trace.tear(event);
        String site = plain(file.recording().sites().site(trace.site(event)).toString());
        boolean pastCache = trace.kind(event) == Kind.NT_STORE || trace.kind(event) == Kind.DIRECT_STORE;
        for (long at = start; at < end; ) {
            long next = Math.min(end, Pmem.floor(at, piece) + piece);
            long size = next - at;
            long mask = size == Long.BYTES ? -1L : (1L << 8 * size) - 1;
            long value = trace.storedWord(event, at - start) & mask;
            out.write("|STORE;0x%x;0x%x;0x%x;%s".formatted(BASE + at, value, size, site));
            if (pastCache && size == Pmem.ATOM) {
                out.write(";" + StoreLogReader.NON_TEMPORAL + "|FLUSH;0x%x;0x%x".formatted(BASE + at, size));
            }
            at = next;
        }
    }

    private void flush(int event) throws IOException {
        if (trace.length(event) > 0) {
            long start = Pmem.floor(trace.address(event), Pmem.LINE);
            long end = Pmem.ceil(trace.address(event) + trace.length(event), Pmem.LINE);
            out.write("|FLUSH;0x%x;0x%x".formatted(BASE + start, end - start));
        }
    }

    private void begin(int thread, String text) throws IOException {
        Operation operation = new Operation(name(text));
        running.computeIfAbsent(thread, any -> new ArrayDeque<>()).push(operation);
        open.push(operation);
        out.write("|" + operation.name + StoreLogReader.BEGIN);
    }

    private void end(int thread) throws IOException {
        Deque<Operation> operations = running.get(thread);
        if (operations == null || operations.isEmpty()) {
            return;
        }
        operations.pop().ended = true;
        for (Iterator<Operation> each = open.iterator(); each.hasNext(); ) {
            Operation innermost = each.next();
            if (!innermost.ended) {
                return;
            }
            each.remove();
            out.write("|" + innermost.name + StoreLogReader.END);
        }
    }

    /** A marker's name that pmreorder takes: letters, digits and {@code _}. */
    private static String name(String text) {
        String name = plain(text.replaceAll("[^A-Za-z0-9_]", "_"));
        return name.isEmpty() ? "_" : name;
    }

    /** Without what the format is made of; pmreorder looks for START and STOP even inside an entry. */
    private static String plain(String text) {
        return text.replaceAll("[|;\\p{Cntrl}]", "_").replace("START", "start").replace("STOP", "stop");
    }
}
