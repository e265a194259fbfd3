package org.powercut.daxfs.core;

import org.powercut.daxfs.FileType;

/** What the media say of one inode, its two copies and the journal weighed. Refilled by {@link InodeTable#load}. */
final class InodeRecord {
    enum State {
        /** Zero in both copies: no inode from here on was ever used. */
        NEVER_USED,
        FREE,
        IN_USE,
        /** Neither copy can be read. */
        LOST
    }

    State state = State.LOST;
    /** As all that follows up to the tail: of inodes in use only. */
    FileType type = FileType.REGULAR;

    long generation;
    /** In which epoch the inode was made. */
    long epoch;

    long birthTime;
    /** The commit word of the log, as it must be on the media. */
    long tail;

    /** Where the copy that won lies in the table's buffer. */
    int source;

    /** Whether a copy must be written anew as a whole, or its commit word only. */
    Repair primary = Repair.NONE;

    Repair replica = Repair.NONE;

    enum Repair {
        NONE,
        TAIL,
        WHOLE,
        /** The copy is poisoned: clear it, then write it as a whole. */
        POISONED
    }

    boolean needsRepair() {
        return primary != Repair.NONE || replica != Repair.NONE;
    }
}
