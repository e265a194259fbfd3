package org.powercut.framework.inject.programs.fail;

import java.lang.foreign.MemorySegment;
import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.PmemDevice;

/** A direct store, but the fence came before it. */
public final class DirectStore implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.fence();
        device.directStore64(64, MemorySegment.ofArray(new byte[64]), 0);
    }
}
