package org.powercut.framework.inject.programs.pass;

import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.PmemDevice;

/** A locked update is a fence for the flush before it; its own store needs both. */
public final class LockedUpdates implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.compareAndSetLong(0, 0, 1);
        device.weakCompareAndSetLong(64, 0, 1, AccessMode.ACQUIRE);
        device.compareAndExchangeLong(128, 0, 1, AccessMode.VOLATILE);
        device.getAndAddLong(192, 1, AccessMode.RELEASE);
        device.getAndSetLong(256, 1, AccessMode.VOLATILE);
        device.flush(0, 320);
        device.compareAndSetLong(0, 5, 6);
    }
}
