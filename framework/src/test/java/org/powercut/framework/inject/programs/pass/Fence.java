package org.powercut.framework.inject.programs.pass;

import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.PmemDevice;

/** A store, its flush, its fence. */
public final class Fence implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.putLong(0, 1);
        device.flush(0, 8);
        device.fence();
    }
}
