package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The part of a {@link Scan} that deals with inodes without a name: a file that was unlinked while it was open goes when
 * the journal has been recovered, unless a snapshot shows it.
 */
final class Orphans {
    private final InodeTable table;
    private final Inodes inodes;
    private final UsedBlocks blocks;
    private final SnapshotList snapshots;
    private final Journal.Pending pending;
    private final boolean recover;
    /** Those that were made by the operations of the journal's record. */
    private final List<Inode> created = new ArrayList<>(0);

    private final List<Inode> nameless;
    private boolean written;

    /** @param nameless receives those that snapshots show */
    Orphans(
            InodeTable table,
            Inodes inodes,
            UsedBlocks blocks,
            SnapshotList snapshots,
            List<Inode> nameless,
            Journal.Pending pending,
            boolean recover) {
        this.table = table;
        this.inodes = inodes;
        this.blocks = blocks;
        this.snapshots = snapshots;
        this.nameless = nameless;
        this.pending = pending;
        this.recover = recover;
    }

    /** Those that only a newer record of the journal can free. */
    List<Inode> created() {
        return created;
    }

    /** Whether something was written that needs a fence. */
    boolean hasWritten() {
        return written;
    }

    void reclaim(long ino) {
        Inode orphan = Objects.requireNonNull(inodes.get(ino));
        if (!orphan.names.isEmpty()) {
            throw Scan.corrupt(inodes, ino, "nlink", "a directory without a name, but not empty");
        }
        if (Retention.isShown(snapshots, orphan)) {
            orphan.forget(); // its blocks are among the dead, as far as they count
            nameless.add(orphan);
        } else if (recover) {
            free(orphan);
            blocks.unmark(orphan);
            inodes.remove(orphan);
        }
    }

    private void free(Inode orphan) {
        if (pending.creates(orphan.ino)) {
            created.add(orphan);
        } else {
            table.storeTail(orphan.ino, TailWord.FREE);
            written = true;
        }
    }
}
