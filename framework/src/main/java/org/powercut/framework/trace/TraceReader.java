package org.powercut.framework.trace;

import java.io.IOException;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;

/**
 * Reads a trace in the JSON Lines format, line by line: header, sites, pages, events, end. Whatever is not as
 * docs/trace-format.md says is refused with its line.
 */
final class TraceReader {
    private final Path file;
    private final Entries in;
    private final Tape tape = new Tape();
    private final List<Site> sites = new ArrayList<>(List.of(Site.UNINSTRUMENTED));
    private final TreeMap<Long, byte[]> pages = new TreeMap<>();

    private TraceReader(Path file, Reader in) {
        this.file = file;
        this.in = new Entries(file, in, '\n');
    }

    /** @throws BadTraceException if the file is no trace */
    static TraceFile read(Path file, Reader in) throws IOException {
        return new TraceReader(file, in).read();
    }

    private TraceFile read() throws IOException {
        TraceLine first = next();
        if (first == null) {
            throw new BadTraceException(file, 1, "the file is empty; a trace begins with a header");
        }
        TraceHeader header = TraceHeader.of(first);
        TraceLine line = next();
        for (; line != null && line.has("site") && !line.has("event"); line = next()) {
            site(line);
        }
        for (; line != null && line.has("page"); line = next()) {
            page(line, header);
        }
        for (; line != null && line.has("event"); line = next()) {
            event(line, header);
        }
        if (line == null) {
            throw new BadTraceException(
                    file,
                    in.line(),
                    "the trace was cut off after this line: the last one must be {\"end\":number of events}");
        }
        end(line);
        return new TraceFile(
                recording(header), header.platform(), header.compilerOrder(), header.imageKnown(), header.files());
    }

    private @Nullable TraceLine next() throws IOException {
        String text = in.next();
        return text == null ? null : TraceLine.parse(file, in.line(), text);
    }

    private Recording recording(TraceHeader header) {
        return new Recording(
                new DeviceImage(header.deviceSize(), pages),
                header.media().listed(),
                header.media().latent(),
                tape.trace(),
                new SiteTable(header.build(), sites),
                device -> MediaMap.unnamed(),
                header.test());
    }

    private void end(TraceLine line) throws IOException {
        if (!line.has("end")) {
            throw line.refuse("after the header come lines with 'site', then 'page', then 'event', then 'end', and this"
                    + " is none of them in its place");
        }
        line.allow("end");
        long events = line.number("end", 0, Integer.MAX_VALUE);
        if (events != tape.size()) {
            throw line.refuse("'end' counts " + events + " events, but there are " + tape.size());
        }
        if (in.next() != null) {
            throw in.refuse("the trace goes on after its end");
        }
    }

    private void site(TraceLine line) {
        line.allow("site", "class", "method", "line", "instruction", "ordinal");
        int number = (int) line.number("site", sites.size(), TraceLines.MOST_SITES - 1);
        while (sites.size() < number) {
            sites.add(Site.UNINSTRUMENTED);
        }
        sites.add(new Site(
                number,
                line.text("class"),
                line.text("method"),
                (int) line.number("line", 0, Integer.MAX_VALUE),
                line.text("instruction"),
                (int) line.number("ordinal", 0, Integer.MAX_VALUE)));
    }

    private void page(TraceLine line, TraceHeader header) {
        line.allow("page", "bytes");
        if (!header.imageKnown()) {
            throw line.refuse("the header says that there is no image, but here is a page of it");
        }
        long least = pages.isEmpty() ? 0 : pages.lastKey() + Pmem.PAGE;
        long offset = line.number("page", least, header.deviceSize() - Pmem.PAGE);
        if (offset % Pmem.PAGE != 0) {
            throw line.refuse("'page' is a multiple of " + Pmem.PAGE + ", unlike " + offset);
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(line.text("bytes"));
        } catch (IllegalArgumentException e) {
            throw line.refuse("'bytes' of a page is base64: " + e.getMessage());
        }
        if (bytes.length != Pmem.PAGE) {
            throw line.refuse("'bytes' of a page is " + Pmem.PAGE + " bytes in base64, not " + bytes.length);
        }
        pages.put(offset, bytes);
    }

    // events

    private void event(TraceLine line, TraceHeader header) {
        line.number("event", tape.size(), tape.size());
        Kind kind = line.oneOf("kind", Kind.class);
        int thread = (int) line.number("thread", 0, TraceLines.MOST_THREADS - 1L);
        switch (kind) {
            case OPERATION_BEGIN, OPERATION_END, MILESTONE -> {
                line.allow("event", "kind", "thread", "text");
                tape.marker(kind, thread, line.text("text"));
            }
            case FENCE, LOCKED_FAILED -> {
                line.allow("event", "kind", "thread", "site");
                tape.fence(kind, thread, siteOf(line));
            }
            case CLWB, CLFLUSHOPT, CLFLUSH -> {
                line.allow("event", "kind", "thread", "site", "address", "length");
                long address = address(line, header);
                tape.flush(kind, thread, siteOf(line), address, length(line, header, address));
            }
            case POISON_LATENT, POISON_LISTED, POISON_CLEARED -> {
                line.allow("event", "kind", "thread", "site", "address", "length");
                long address = address(line, header);
                long length = length(line, header, address);
                if (address % Pmem.SECTOR != 0 || length % Pmem.SECTOR != 0 || length == 0) {
                    throw line.refuse("media errors are whole sectors of " + Pmem.SECTOR + " bytes, not " + length
                            + " bytes at " + address);
                }
                tape.media(kind, thread, siteOf(line), address, length);
            }
            case STORE, NT_STORE, DIRECT_STORE, LOCKED -> store(line, header, kind, thread);
        }
    }

    private void store(TraceLine line, TraceHeader header, Kind kind, int thread) {
        line.allow("event", "kind", "thread", "site", "address", "length", "mode", "tear", "bytes");
        long address = address(line, header);
        int length = (int) Math.min(length(line, header, address), Integer.MAX_VALUE);
        AccessMode mode = line.has("mode") ? line.oneOf("mode", AccessMode.class) : AccessMode.PLAIN;
        int tear = line.has("tear") ? (int) line.number("tear", 1, 4) : 0;
        byte[] bytes = bytes(line, length);
        if (tear == 3) {
            throw line.refuse("'tear' is 1, 2 or 4 bytes, not 3");
        }
        boolean wide = kind == Kind.DIRECT_STORE || length > Long.BYTES || length == 0;
        if (kind == Kind.DIRECT_STORE && (length != Pmem.LINE || address % Pmem.LINE != 0)) {
            throw line.refuse("a direct store is of one whole line of 64 bytes, not of " + length + " at " + address);
        }
        if (wide && (kind == Kind.LOCKED || mode != AccessMode.PLAIN)) {
            throw line.refuse("only plain stores are of more or less than 1 to 8 bytes, and this one is "
                    + (kind == Kind.LOCKED ? "locked" : mode));
        }
        if (wide) {
            tape.bulkStore(kind, tear, thread, siteOf(line), address, MemorySegment.ofArray(bytes), 0, length);
            return;
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (bytes[i] & 0xffL) << (8 * i);
        }
        tape.store(kind, mode, tear, thread, siteOf(line), address, length, value);
    }

    private static byte[] bytes(TraceLine line, int length) {
        String text = line.text("bytes");
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw line.refuse("'bytes' of a store is two hexadecimal digits for each byte: " + e.getMessage());
        }
        if (bytes.length != length) {
            throw line.refuse("'bytes' is " + bytes.length + " bytes, but 'length' says " + length);
        }
        return bytes;
    }

    private static long address(TraceLine line, TraceHeader header) {
        return line.number("address", 0, header.deviceSize());
    }

    private static long length(TraceLine line, TraceHeader header, long address) {
        return line.number("length", 0, header.deviceSize() - address);
    }

    /** A site that was described, or 0. */
    private int siteOf(TraceLine line) {
        int number = (int) line.number("site", 0, sites.size() - 1L);
        if (number != 0 && sites.get(number).number() != number) {
            throw line.refuse("there is no line for site " + number);
        }
        return number;
    }
}
