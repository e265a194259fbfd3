package org.powercut.framework.inject.programs.kinds;

import org.powercut.pmem.PmemDevice;

/** Stores while it is initialised. */
final class WithInitialiser {
    static {
        Late.DEVICE.get().putLong(48, 1);
    }

    private WithInitialiser() {}

    static void touch() {}

    /** Initialised before the class around it. */
    static final class Late {
        static final ThreadLocal<PmemDevice> DEVICE = new ThreadLocal<>();

        private Late() {}
    }
}
