package org.powercut.pmem;

import java.lang.foreign.MemorySegment;

/**
 * A pure function of bytes: whether they fit their checksum, say. It must depend on nothing but them, and change nothing.
 * See {@link PmemDevice#digest}.
 */
@FunctionalInterface
public interface Digest {

    /** What it makes of all bytes of a segment. */
    long of(MemorySegment bytes);
}
