package org.powercut.framework.inject.programs.fail;

import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.PmemDevice;

/** The second store is not flushed. */
public final class PlainStores implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.putByte(0, (byte) 1);
        device.putShort(66, (short) 2);
        device.putInt(132, 3);
        device.putLong(192, 4);
        device.flush(0, 64);
        device.flush(128, 128);
        device.fence();
    }
}
