package org.powercut.framework.inject.programs.pass;

import java.lang.foreign.MemorySegment;
import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.PmemDevice;

/** A direct store and its fence. */
public final class DirectStore implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.directStore64(64, MemorySegment.ofArray(new byte[64]), 0);
        device.fence();
    }
}
