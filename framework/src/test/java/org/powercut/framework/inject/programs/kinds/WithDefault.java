package org.powercut.framework.inject.programs.kinds;

import org.powercut.pmem.PmemDevice;

/** Stores in a default and in a static method of an interface. */
interface WithDefault {
    default void storeByDefault(PmemDevice device) {
        device.putLong(80, 1);
    }

    static void storeStatically(PmemDevice device) {
        device.putLong(88, 1);
    }
}
