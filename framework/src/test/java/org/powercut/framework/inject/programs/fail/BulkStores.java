package org.powercut.framework.inject.programs.fail;

import java.lang.foreign.MemorySegment;
import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** The flush misses the last line of a copy. */
public final class BulkStores implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[100]).fill((byte) 5);
        device.putBytes(40, bytes, 0, 100);
        device.fill(1000, 300, (byte) 6);
        device.flush(40, Pmem.LINE);
        device.flush(1000, 300);
        device.fence();
    }
}
