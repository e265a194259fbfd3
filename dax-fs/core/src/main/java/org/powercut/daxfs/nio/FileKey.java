package org.powercut.daxfs.nio;

import org.powercut.daxfs.Stat;

/** What tells a file apart from every other one of its file system, dead ones included. */
record FileKey(long ino, long generation) {
    static FileKey of(Stat stat) {
        return new FileKey(stat.ino(), stat.generation());
    }
}
