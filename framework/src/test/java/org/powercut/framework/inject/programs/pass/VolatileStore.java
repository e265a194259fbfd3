package org.powercut.framework.inject.programs.pass;

import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/** The fence of a volatile store completes the flush before it. */
public final class VolatileStore implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.putLong(0, 1);
        device.flush(0, 8);
        device.putLong(0, 1, AccessMode.VOLATILE);
        device.flush(0, 8, FlushKind.CLFLUSH);
        device.fence();
    }
}
