package org.powercut.framework.inject.programs.pass;

import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/** Flush after the store, fence after the flush. */
public final class Order implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.putLong(0, 1);
        device.putLong(8, 2);
        device.flush(0, 16, FlushKind.CLFLUSHOPT);
        device.fence();
    }
}
