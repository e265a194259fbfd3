package org.powercut.daxfs;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Supplies pages of a mapping that are missing, as userfaultfd(2) does for anonymous memory. Called once per fault at a
 * hole, without any lock of the file system, and may block.
 */
@FunctionalInterface
public interface FaultHook {

    /**
     * @param offset the missing page's offset in the file, a multiple of 4096 bytes
     * @return 4096 bytes to fill the page with, or null to leave it a hole
     */
    @Nullable
    MemorySegment page(long offset);
}
