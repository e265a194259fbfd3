package org.powercut.daxfs.nio;

import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The locks that this file system's channels hold or wait for: in one JVM, no two overlap, whoever holds them. */
final class LockTable {
    private final Map<FileKey, List<FileLock>> locks = new HashMap<>();

    /** @throws OverlappingFileLockException if the lock overlaps one that is there */
    synchronized void add(FileKey file, FileLock lock) {
        List<FileLock> ofFile = locks.computeIfAbsent(file, key -> new ArrayList<>());
        for (FileLock other : ofFile) {
            if (other.overlaps(lock.position(), lock.size())) {
                throw new OverlappingFileLockException();
            }
        }
        ofFile.add(lock);
    }

    synchronized void remove(FileKey file, FileLock lock) {
        List<FileLock> ofFile = locks.get(file);
        if (ofFile != null && ofFile.removeIf(other -> other == lock) && ofFile.isEmpty()) {
            locks.remove(file);
        }
    }
}
