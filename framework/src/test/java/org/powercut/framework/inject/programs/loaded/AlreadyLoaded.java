package org.powercut.framework.inject.programs.loaded;

import org.powercut.pmem.PmemDevice;

/** Is loaded, linked and run before it is instrumented. */
public final class AlreadyLoaded {
    private AlreadyLoaded() {}

    public static void run(PmemDevice device) {
        device.putLong(0, 1);
        Runnable flush = () -> device.flush(0, 8);
        flush.run();
        Runnable fence = device::fence;
        fence.run();
    }
}
