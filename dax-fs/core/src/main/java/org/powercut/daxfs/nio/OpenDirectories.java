package org.powercut.daxfs.nio;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The directories that streams have open, by real path, which follows the directory when it or one above it is renamed
 * through the same java.nio file system. Operations relative to an open directory exclude such renames.
 */
final class OpenDirectories {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Set<OpenDirectory> open = ConcurrentHashMap.newKeySet();

    /** A directory that is open. */
    static final class OpenDirectory {
        private final FileKey key;
        /** Guarded by the lock of {@link OpenDirectories}. */
        private String path;

        private OpenDirectory(String path, FileKey key) {
            this.path = path;
            this.key = key;
        }

        FileKey key() {
            return key;
        }

        String path() {
            return path;
        }
    }

    ReentrantReadWriteLock.ReadLock stay() {
        return lock.readLock();
    }

    OpenDirectory add(String path, FileKey key) {
        OpenDirectory directory = new OpenDirectory(path, key);
        open.add(directory);
        return directory;
    }

    void remove(OpenDirectory directory) {
        open.remove(directory);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    ReentrantReadWriteLock.WriteLock move() {
        return lock.writeLock();
    }

    /** A name was changed. The caller holds the lock that excludes all others. */
    void moved(String from, String to) {
        for (OpenDirectory directory : open) {
            if (directory.path.equals(from) || directory.path.startsWith(from + "/")) {
                directory.path = to + directory.path.substring(from.length());
            }
        }
    }
}
