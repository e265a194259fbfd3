package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.powercut.pmem.Pmem;

/** One page of DRAM. */
final class PageBuffer {
    final byte[] bytes = new byte[Pmem.PAGE];
    final MemorySegment segment = MemorySegment.ofArray(bytes);

    /** Zeroes the bytes {@code [from, to)}. */
    void clear(int from, int to) {
        Arrays.fill(bytes, from, to, (byte) 0);
    }

    boolean isZero(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
