package org.powercut.framework.inject.programs.fail;

import java.lang.foreign.MemorySegment;
import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.PmemDevice;

/** The partial last atom of a copy is a plain store, and nobody flushes it. */
public final class NonTemporalStores implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[100]).fill((byte) 5);
        device.ntPutBytes(64, bytes, 0, 100);
        device.fence();
    }
}
