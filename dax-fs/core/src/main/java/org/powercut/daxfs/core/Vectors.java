package org.powercut.daxfs.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Reads into several places, and writes from several. */
final class Vectors {
    private Vectors() {}

    /** Fills one target after the other, up to the end of the file. The caller holds the inode's lock. */
    static long read(FileReader reader, Inode inode, long offset, List<MemorySegment> targets) {
        long done = 0;
        for (MemorySegment target : targets) {
            long read = reader.read(inode, offset + done, target);
            done += read;
            if (read < target.byteSize()) {
                break;
            }
        }
        return done;
    }

    /** Copies all sources into one, so that they can be written as one. */
    static MemorySegment gather(List<MemorySegment> sources, Arena arena) {
        long length = 0;
        for (MemorySegment source : sources) {
            length = Math.addExact(length, source.byteSize());
        }
        MemorySegment gathered = arena.allocate(length);
        long done = 0;
        for (MemorySegment source : sources) {
            MemorySegment.copy(source, 0, gathered, done, source.byteSize());
            done += source.byteSize();
        }
        return gathered;
    }
}
