package org.powercut.framework.inject.programs.pass;

import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.pmem.PmemDevice;

/** Stores of each width, flushed and fenced. */
public final class PlainStores implements PmemProgram {
    @Override
    public void run(PmemDevice device) {
        device.putByte(0, (byte) 1);
        device.putShort(66, (short) 2);
        device.putInt(132, 3);
        device.putLong(192, 4);
        device.flush(0, 256);
        device.fence();
    }
}
