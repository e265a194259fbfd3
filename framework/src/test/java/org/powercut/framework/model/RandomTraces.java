package org.powercut.framework.model;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.powercut.pmem.AccessMode;

/** Small random traces of every kind of instruction: one or two threads, a few lines, values that tell stores apart. */
public final class RandomTraces {
    private static final AccessMode[] MODES = {
        AccessMode.PLAIN, AccessMode.PLAIN, AccessMode.PLAIN, AccessMode.OPAQUE, AccessMode.RELEASE, AccessMode.VOLATILE
    };

    private final Random random;
    private final int lines;
    private final int threads;
    private final boolean markers;
    private final Tape tape = new Tape();
    private int piecesLeft;
    private int stores;

    private RandomTraces(long seed, int pieces, boolean markers) {
        this.random = new Random(seed);
        this.lines = 2 + random.nextInt(2);
        this.threads = 1 + random.nextInt(2);
        this.piecesLeft = pieces;
        this.markers = markers;
    }

    /** @param pieces at most so many parts of stores that persist on their own */
    public static Trace next(long seed, int pieces, int events, boolean markers) {
        RandomTraces traces = new RandomTraces(seed, pieces, markers);
        for (int i = 0; i < events; i++) {
            traces.event();
        }
        return traces.tape.trace();
    }

    private void event() {
        int thread = random.nextInt(threads);
        int kind = random.nextInt(markers ? 16 : 14);
        switch (kind) {
            case 0, 1, 2, 3 -> store(thread);
            case 4 -> wide(Kind.STORE, thread);
            case 5 -> wide(Kind.NT_STORE, thread);
            case 6 -> atom(Kind.NT_STORE, AccessMode.PLAIN, thread);
            case 7 -> direct(thread);
            case 8 -> atom(Kind.LOCKED, AccessMode.VOLATILE, thread);
            case 9 -> tape.fence(random.nextInt(4) == 0 ? Kind.LOCKED_FAILED : Kind.FENCE, thread, 0);
            case 10 -> tape.flush(Kind.CLFLUSH, thread, 0, line(), 64);
            case 11 -> tape.flush(Kind.CLFLUSHOPT, thread, 0, line() + random.nextInt(64), 1);
            case 12 -> tape.flush(Kind.CLWB, thread, 0, line() + 60, 8);
            case 13 -> tape.fence(Kind.FENCE, thread, 0);
            default -> tape.marker(random.nextBoolean() ? Kind.MILESTONE : Kind.OPERATION_BEGIN, thread, "m" + stores);
        }
    }

    private void store(int thread) {
        if (random.nextInt(5) == 0 && piecesLeft >= 2) {
            piecesLeft -= 2;
            // unaligned over two atoms, or one that may tear in halves
            boolean unaligned = random.nextBoolean();
            tape.store(
                    Kind.STORE,
                    MODES[random.nextInt(MODES.length)],
                    unaligned ? 0 : 4,
                    thread,
                    0,
                    line() + (unaligned ? 4 : 0),
                    8,
                    value());
            return;
        }
        atom(Kind.STORE, MODES[random.nextInt(MODES.length)], thread);
    }

    private void atom(Kind kind, AccessMode mode, int thread) {
        if (piecesLeft-- > 0) {
            boolean half = kind == Kind.STORE && random.nextInt(4) == 0;
            tape.store(kind, mode, 0, thread, 0, line() + 8 * random.nextInt(2), half ? 4 : 8, value());
        }
    }

    /** Two or three atoms, of which the first and last may be partial. */
    private void wide(Kind kind, int thread) {
        if (piecesLeft >= 3) {
            piecesLeft -= 3;
            long start = line() + 48 + (random.nextBoolean() ? 4 : 0);
            long length = 12 + random.nextInt(2) * 4;
            byte[] bytes = new byte[(int) length];
            Arrays.fill(bytes, (byte) value());
            tape.bulkStore(kind, 0, thread, 0, start, MemorySegment.ofArray(bytes), 0, length);
        }
    }

    private void direct(int thread) {
        if (piecesLeft-- > 0) {
            byte[] bytes = new byte[64];
            Arrays.fill(bytes, (byte) value());
            tape.bulkStore(Kind.DIRECT_STORE, 0, thread, 0, line(), MemorySegment.ofArray(bytes), 0, 64);
        }
    }

    private long line() {
        return 64L * random.nextInt(lines);
    }

    /** Now and then a value that was there already. */
    private long value() {
        long value = random.nextInt(6) == 0 ? 1 + random.nextInt(2) : ++stores + 2;
        return value * 0x0101_0101_0101_0101L;
    }
}
