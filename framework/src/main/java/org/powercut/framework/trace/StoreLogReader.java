package org.powercut.framework.trace;

import java.io.IOException;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.framework.trace.MappedFiles.Mapping;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;

/**
 * Reads a store log, as {@code pmemcheck --log-stores=yes} writes it and pmreorder replays it. Goes through the log
 * twice: for the files, and then for what was done to them, so that nothing but the trace is held.
 */
final class StoreLogReader {
    /** The stack frame by which our own logs mark a non-temporal store. */
    static final String NON_TEMPORAL = "[non-temporal]";

    /** How the markers of our own logs begin that stand for a milestone. */
    static final String MILESTONE = "milestone_";

    static final String BEGIN = ".BEGIN";
    static final String END = ".END";

    private static final String STORE_FORM = "STORE;address;value;size, with stack frames behind";
    private static final long MOST_STORED = 4096;

    /** What older pmreorder chooses engines by; nothing that happened to the device. */
    private static final Set<String> ENGINES =
            Set.of("FREORDER", "PREORDER", "AREORDER", "FAULT_ONLY", "NO_REORDER_FAULT", "DEFAULT_REORDER");

    private final Path file;
    private final Entries entries;
    private final MappedFiles files;
    private final Tape tape = new Tape();
    private final Map<String, Integer> sites = new LinkedHashMap<>();
    private final Deque<String> markers = new ArrayDeque<>();

    /** A marker that began, and may turn out to be a milestone. */
    private @Nullable String begun;

    /** The address of a non-temporal store, whose own flush comes next; or -1. */
    private long ownFlush = -1;

    private StoreLogReader(Path file, Reader in, MappedFiles files) {
        this.file = file;
        this.entries = new Entries(file, in, '|');
        this.files = files;
    }

    /** The files that a log registers. */
    static MappedFiles files(Path file, Reader in) throws IOException {
        MappedFiles files = new MappedFiles();
        Entries entries = new Entries(file, in, '|');
        boolean started = false;
        for (String text = entries.next(); text != null; text = entries.next()) {
            LogEntry entry = LogEntry.of(entries, text);
            started |= isStart(entry);
            if (started && isStop(entry)) {
                break;
            }
            if (started && entry.word().equals("REGISTER_FILE")) {
                files.register(entries, mapping(entries, entry));
            }
        }
        if (!started) {
            throw new BadTraceException(
                    file, 1, "neither a trace, which begins with {, nor a store log: there is no START before a |");
        }
        if (files.isEmpty()) {
            throw entries.refuse("the log registers no file; it must have REGISTER_FILE;path;address;size;offset");
        }
        if (files.deviceSize() > TraceLines.MOST_BYTES) {
            throw entries.refuse("the registered files have more than " + TraceLines.MOST_BYTES + " bytes together");
        }
        return files;
    }

    /**
     * Reads the trace of a log.
     *
     * @param pages what the device held before, or null if that is not known
     */
    static TraceFile read(Path file, Reader in, MappedFiles files, @Nullable TreeMap<Long, byte[]> pages)
            throws IOException {
        StoreLogReader reader = new StoreLogReader(file, in, files);
        reader.read();
        Recording recording = new Recording(
                new DeviceImage(files.deviceSize(), pages == null ? new TreeMap<>() : pages),
                List.of(),
                List.of(),
                reader.tape.trace(),
                reader.siteTable(),
                device -> MediaMap.unnamed(),
                String.valueOf(file.getFileName()));
        return new TraceFile(recording, Platform.ADR, CompilerOrder.PROGRAM, pages != null, files.files());
    }

    private void read() throws IOException {
        boolean started = false;
        for (String text = entries.next(); text != null; text = entries.next()) {
            LogEntry entry = LogEntry.of(entries, text);
            if (isStart(entry)) {
                if (started) {
                    throw entries.refuse("a second START; a log is of one run, between START and STOP");
                }
                started = true;
            } else if (started && isStop(entry)) {
                endMarker();
                return;
            } else if (started) {
                entry(entry);
            }
        }
        throw entries.refuse("the log was cut off: there is no STOP after the last entry");
    }

    /** {@code START}, or {@code ==123== START} as Valgrind prints it. */
    private static boolean isStart(LogEntry entry) {
        return entry.word().matches("(?s)(.*\\s)?START");
    }

    /** {@code STOP}; what Valgrind prints behind it belongs to no entry. */
    private static boolean isStop(LogEntry entry) {
        return entry.word().matches("(?s)STOP(\\s.*)?");
    }

    private void entry(LogEntry entry) {
        String word = entry.word();
        long flushedByStore = ownFlush;
        ownFlush = -1;
        if (!word.endsWith(END)) {
            endMarker();
        }
        switch (word) {
            case "STORE" -> store(entry);
            case "FLUSH" -> flush(entry, flushedByStore);
            case "FENCE" -> {
                entry.require(1, 1, "FENCE");
                tape.fence(Kind.FENCE, 0, 0);
            }
            case "REGISTER_FILE" -> {} // known from the first pass
            default -> marker(word);
        }
    }

    private static Mapping mapping(Entries at, LogEntry entry) {
        entry.require(5, 5, "REGISTER_FILE;path;address;size;offset");
        long most = TraceLines.MOST_BYTES;
        long base = entry.number(2, "address", 0, Long.MAX_VALUE - 2 * most);
        long size = entry.number(3, "size", 1, most);
        long offset = entry.number(4, "offset", 0, most - size);
        if (base % Pmem.LINE != 0 || offset % Pmem.LINE != 0) {
            throw at.refuse(
                    "the address and the offset of REGISTER_FILE are multiples of 0x40, or its cache lines would not be"
                            + " those of the file; they are 0x%x and 0x%x".formatted(base, offset));
        }
        return new Mapping(entry.text(1), base, size, offset, at.line());
    }

    private void store(LogEntry entry) {
        entry.require(4, Integer.MAX_VALUE, STORE_FORM);
        long address = entry.number(1, "address", 0, Long.MAX_VALUE - MOST_STORED);
        int size = (int) entry.number(3, "size", 1, MOST_STORED);
        byte[] bytes = entry.value(2, size);
        Mapping mapping = files.at(address);
        if (mapping == null || address + size > mapping.end()) {
            throw entries.refuse("STORE of 0x%x bytes at 0x%x is not within a registered file".formatted(size, address)
                    + (mapping == null ? "" : ", but goes past the end of " + mapping));
        }
        List<String> frames = entry.from(4);
        boolean nonTemporal = frames.contains(NON_TEMPORAL);
        Kind kind = nonTemporal ? Kind.NT_STORE : Kind.STORE;
        int site = site(frames);
        long at = files.onDevice(mapping, address);
        if (size > Long.BYTES) {
            tape.bulkStore(kind, 0, 0, site, at, MemorySegment.ofArray(bytes), 0, size);
        } else {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (bytes[i] & 0xffL) << (8 * i);
            }
            tape.store(kind, AccessMode.PLAIN, 0, 0, site, at, size, value);
        }
        ownFlush = nonTemporal ? address : -1;
    }

    /** The site of a store: its first frame. */
    private int site(List<String> frames) {
        return frames.stream()
                .map(String::strip)
                .filter(frame -> !frame.isEmpty() && !frame.equals(NON_TEMPORAL))
                .findFirst()
                .map(frame -> sites.computeIfAbsent(frame, added -> sites.size() + 1))
                .orElse(0);
    }

    private SiteTable siteTable() {
        List<Site> all = new ArrayList<>(List.of(Site.UNINSTRUMENTED));
        sites.forEach((frame, number) -> all.add(new Site(number, "", frame, 0, "store", 0)));
        return new SiteTable(0, all);
    }

    /** What is flushed outside of the files is none of our business. */
    private void flush(LogEntry entry, long flushedByStore) {
        entry.require(3, 3, "FLUSH;address;size");
        long address = entry.number(1, "address", 0, Long.MAX_VALUE - TraceLines.MOST_BYTES);
        long size = entry.number(2, "size", 0, TraceLines.MOST_BYTES);
        if (flushedByStore == address && size == Pmem.ATOM) {
            return;
        }
        for (Mapping mapping : files.within(address, address + size)) {
            long start = Math.max(address, mapping.base());
            long end = Math.min(address + size, mapping.end());
            tape.flush(Kind.CLWB, 0, 0, files.onDevice(mapping, start), end - start);
        }
    }

    // markers

    private void marker(String word) {
        if (word.endsWith(BEGIN) && word.length() > BEGIN.length()) {
            begun = word.substring(0, word.length() - BEGIN.length());
            return;
        }
        if (word.endsWith(END) && word.length() > END.length()) {
            end(word.substring(0, word.length() - END.length()));
            return;
        }
        if (!ENGINES.contains(word)) {
            throw entries.refuse("'" + TraceLine.shortened(word)
                    + "' is unknown; there is STORE, FLUSH, FENCE, REGISTER_FILE, STOP, and markers NAME.BEGIN and"
                    + " NAME.END");
        }
    }

    /** A marker that was not ended at once is an operation. */
    private void endMarker() {
        String name = begun;
        if (name != null) {
            begun = null;
            markers.push(name);
            tape.marker(Kind.OPERATION_BEGIN, 0, name);
        }
    }

    private void end(String name) {
        if (name.equals(begun) && name.startsWith(MILESTONE)) {
            begun = null;
            tape.marker(Kind.MILESTONE, 0, name.substring(MILESTONE.length()));
            return;
        }
        endMarker();
        String open = markers.poll();
        if (!name.equals(open)) {
            throw entries.refuse("marker " + name + END + " where "
                    + (open == null ? "no marker is open" : open + END + " must come first; markers do not cross"));
        }
        tape.marker(Kind.OPERATION_END, 0, name);
    }
}
