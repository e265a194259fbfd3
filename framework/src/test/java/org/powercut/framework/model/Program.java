package org.powercut.framework.model;

import java.lang.foreign.MemorySegment;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.powercut.pmem.AccessMode;

/**
 * A small program in words, run onto a tape. Steps are separated by {@code ;} and a step of the second thread begins
 * with {@code U:}. Lines are {@code a}, {@code b}, {@code c}, ...; {@code a2} is the third word of line a, {@code a0+4} the
 * byte 4 behind its start, {@code a0..a3} four words.
 *
 * <pre>
 * a0=1          plain store of 8 bytes          opaque a0=1, release a0=1, volatile a0=1
 * int a0+4=1    plain store of 4 bytes          long a0+4=1 (8 bytes, each half 1; unaligned: two atoms)
 * bulk a0..a3=1 bulk store, each word 1         fault2 a0=1 (each 2 bytes 1; may tear there), fault4
 * nt a0=1, ntbulk a0..a3=1, direct a=1          past the cache
 * clwb a, clflushopt a, clflush a, fence        cas a0=1, casfail a0
 * ! text        milestone                       begin text, end
 * poison a, list a, clear a                     media errors of the sector of line a
 * </pre>
 */
final class Program {
    private static final Pattern STEP = Pattern.compile("(?:(U):)?\\s*(?:([a-z0-9!]+)\\s+)?(.*)");
    private static final int SECTOR = 512;

    private final Tape tape = new Tape();

    private Program() {}

    static Trace run(String text) {
        Program program = new Program();
        for (String step : text.split(";", -1)) {
            program.step(step.strip());
        }
        return program.tape.trace();
    }

    /** The address of {@code a0}, {@code b3} or {@code a0+4}. */
    static long address(String place) {
        long line = (place.charAt(0) - 'a') * 64L;
        if (place.length() == 1) {
            return line;
        }
        long offset = place.length() > 3 ? Long.parseLong(place.substring(3)) : 0;
        return line + (place.charAt(1) - '0') * 8L + offset;
    }

    private void step(String step) {
        Matcher parts = STEP.matcher(step);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no step: " + step);
        }
        int thread = parts.group(1) == null ? 0 : 1;
        String word = parts.group(2) == null ? "" : parts.group(2);
        String rest = parts.group(3);
        if (word.isEmpty() && !rest.contains("=")) {
            word = rest;
            rest = "";
        }
        String place = rest.contains("=") ? rest.substring(0, rest.indexOf('=')) : rest;
        long value = rest.contains("=") ? Long.parseLong(rest.substring(rest.indexOf('=') + 1)) : 0;
        switch (word) {
            case "" -> store(Kind.STORE, AccessMode.PLAIN, 0, thread, place, 8, value);
            case "opaque" -> store(Kind.STORE, AccessMode.OPAQUE, 0, thread, place, 8, value);
            case "release" -> store(Kind.STORE, AccessMode.RELEASE, 0, thread, place, 8, value);
            case "volatile" -> store(Kind.STORE, AccessMode.VOLATILE, 0, thread, place, 8, value);
            case "long" -> store(Kind.STORE, AccessMode.PLAIN, 0, thread, place, 8, value * 0x1_0000_0001L);
            case "int" -> store(Kind.STORE, AccessMode.PLAIN, 0, thread, place, 4, value);
            case "fault2" -> store(Kind.STORE, AccessMode.PLAIN, 2, thread, place, 8, value * 0x1_0001_0001_0001L);
            case "fault4" -> store(Kind.STORE, AccessMode.PLAIN, 4, thread, place, 8, value * 0x1_0000_0001L);
            case "nt" -> store(Kind.NT_STORE, AccessMode.PLAIN, 0, thread, place, 8, value);
            case "cas" -> store(Kind.LOCKED, AccessMode.VOLATILE, 0, thread, place, 8, value);
            case "bulk" -> bulk(Kind.STORE, thread, place, value);
            case "ntbulk" -> bulk(Kind.NT_STORE, thread, place, value);
            case "direct" -> bulk(Kind.DIRECT_STORE, thread, place + "0.." + place + "7", value);
            case "clwb" -> tape.flush(Kind.CLWB, thread, 0, address(place), 64);
            case "clflushopt" -> tape.flush(Kind.CLFLUSHOPT, thread, 0, address(place), 64);
            case "clflush" -> tape.flush(Kind.CLFLUSH, thread, 0, address(place), 64);
            case "fence" -> tape.fence(Kind.FENCE, thread, 0);
            case "casfail" -> tape.fence(Kind.LOCKED_FAILED, thread, 0);
            case "!" -> tape.marker(Kind.MILESTONE, thread, rest);
            case "begin" -> tape.marker(Kind.OPERATION_BEGIN, thread, rest);
            case "end" -> tape.marker(Kind.OPERATION_END, thread, "");
            case "poison" -> tape.media(Kind.POISON_LATENT, thread, 0, sector(place), SECTOR);
            case "list" -> tape.media(Kind.POISON_LISTED, thread, 0, sector(place), SECTOR);
            case "clear" -> tape.media(Kind.POISON_CLEARED, thread, 0, sector(place), SECTOR);
            default -> throw new IllegalArgumentException("no step: " + step);
        }
    }

    private static long sector(String place) {
        return address(place) & -SECTOR;
    }

    private void store(Kind kind, AccessMode mode, int tear, int thread, String place, int length, long value) {
        tape.store(kind, mode, tear, thread, 0, address(place), length, value);
    }

    /** Words {@code from..to}; {@code to+n} ends n bytes into that word's successor, to make odd lengths. */
    private void bulk(Kind kind, int thread, String range, long value) {
        int dots = range.indexOf("..");
        long from = address(range.substring(0, dots));
        long length = address(range.substring(dots + 2)) + 8 - from;
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = i == 0 || (from + i) % 8 == 0 ? (byte) value : 0;
        }
        tape.bulkStore(kind, 0, thread, 0, from, MemorySegment.ofArray(bytes), 0, length);
    }
}
