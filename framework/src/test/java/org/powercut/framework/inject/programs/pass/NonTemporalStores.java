package org.powercut.framework.inject.programs.pass;

import java.lang.foreign.MemorySegment;
import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.PmemDevice;

/** Non-temporal stores need a fence only, but their edges a flush too. */
public final class NonTemporalStores implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[100]).fill((byte) 5);
        device.ntPutLong(0, 1);
        device.ntPutBytes(67, bytes, 0, 100);
        device.ntFill(256, 64, (byte) 3);
        device.flush(67, 1);
        device.flush(166, 1);
        device.fence();
    }
}
