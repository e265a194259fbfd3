package org.powercut.benchmarks;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** The code under test of {@link StoreBenchmark}: the same stores, to a device and to plain memory. */
final class Stores {
    /** Stores of one call. */
    static final int COUNT = 1024;

    /** What is stored to, in bytes: it fits the first-level cache. */
    static final long BYTES = Pmem.PAGE * 2L;

    // in an order that the compiler cannot turn into wide stores
    private static final long[] OFFSETS = shuffled();

    private Stores() {}

    static void toMemory(MemorySegment memory, long value) {
        for (long offset : OFFSETS) {
            memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
        }
    }

    static void toDevice(PmemDevice device, long value) {
        for (long offset : OFFSETS) {
            device.putLong(offset, value);
        }
    }

    private static long[] shuffled() {
        List<Long> offsets = new ArrayList<>(
                LongStream.range(0, COUNT).mapToObj(word -> word * Pmem.ATOM).toList());
        Collections.shuffle(offsets, new Random(0));
        return offsets.stream().mapToLong(Long::longValue).toArray();
    }
}
