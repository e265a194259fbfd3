package org.powercut.framework.inject.programs;

import org.powercut.pmem.PmemDevice;

/** Stores something and should have made it durable when it returns: those in {@code pass} do, those in {@code fail} do not. */
public interface PmemProgram {
    void run(PmemDevice device);
}
