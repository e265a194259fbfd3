package org.powercut.framework.inject.programs.fail;

import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/** The second store comes after the flush of its line. */
public final class Order implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.putLong(0, 1);
        device.flush(0, 16, FlushKind.CLFLUSHOPT);
        device.putLong(8, 2);
        device.fence();
    }
}
