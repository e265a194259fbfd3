package org.powercut.framework.inject.programs.fail;

import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.PmemDevice;

/** A volatile store is visible, not durable. */
public final class VolatileStore implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.putLong(0, 1, AccessMode.VOLATILE);
    }
}
