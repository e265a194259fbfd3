package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Snapshot;
import org.powercut.daxfs.core.DirectoryIndex.Named;

/**
 * One operation's changes to the logs of a few inodes: staged entry by entry, then committed as one, or
 * abandoned. Reused from operation to operation by whoever holds the lock under which it lives, so that an operation
 * allocates nothing.
 */
final class Transaction implements Journal.Change {
    /** How many inodes an operation changes at most, as a rule. */
    private static final int FEW = 4;

    private final Volume volume;
    private final EntryBuffer entry = new EntryBuffer();
    private final EntryBuffer pageEntry = new EntryBuffer();
    private final List<Inode> inodes = new ArrayList<>(FEW);
    private boolean[] freed = new boolean[FEW];
    private long txid;
    private boolean givesBack;
    private long now;
    /** What stands in the entries. */
    private long epoch;
    /** How many entries were counted instead of staged; -1 while they are staged. */
    private long counted = -1;

    /** The blocks that the operation allocated. */
    final Runs runs = new Runs();

    /** The pages that the operation gives new blocks. */
    final NewPages newPages = new NewPages();

    /** A page that is put together from old and new bytes; made when first needed. */
    private @Nullable PageBuffer page;

    Transaction(Volume volume) {
        this.volume = volume;
    }

    /** Begins an operation that takes space. */
    void begin() {
        begin(false);
    }

    /** @param gives whether the operation gives space back, and may use what is kept back for that */
    void begin(boolean gives) {
        volume.checkpoint.beforeChange();
        txid = volume.nextTxid();
        now = volume.now();
        givesBack = gives;
        epoch = volume.epoch;
        inodes.clear();
    }

    /** The time that goes into the operation's timestamps, in ns since the epoch. */
    long now() {
        return now;
    }

    PageBuffer page() {
        PageBuffer result = page;
        if (result == null) {
            page = result = new PageBuffer();
        }
        return result;
    }

    // staging

    void attributes(Inode inode, int mode, int uid, int gid, int nlink, long atime, long mtime, long ctime) {
        attributes(inode, inode.flags, mode, uid, gid, nlink, atime, mtime, ctime);
    }

    /** The attributes that an inode has in another state. */
    void attributesOf(Inode state, Inode inode) {
        attributes(
                inode,
                state.flags,
                state.mode,
                state.uid,
                state.gid,
                state.nlink,
                state.atime,
                state.mtime,
                state.ctime);
    }

    private void attributes(
            Inode inode, int flags, int mode, int uid, int gid, int nlink, long atime, long mtime, long ctime) {
        append(
                inode,
                begin(EntryType.ATTR)
                        .flags(flags)
                        .putInt(Layout.AttrEntry.MODE, mode)
                        .putInt(Layout.AttrEntry.UID, uid)
                        .putInt(Layout.AttrEntry.GID, gid)
                        .putInt(Layout.AttrEntry.NLINK, nlink)
                        .putLong(Layout.AttrEntry.ATIME, atime)
                        .putLong(Layout.AttrEntry.MTIME, mtime)
                        .putLong(Layout.AttrEntry.CTIME, ctime));
    }

    /** The inode's attributes as they are, but for the number of links and the time of the change. */
    void links(Inode inode, int nlink, long ctime) {
        attributes(inode, inode.mode, inode.uid, inode.gid, nlink, inode.atime, inode.mtime, ctime);
    }

    /**
     * Pages that lie elsewhere now.
     *
     * @param word of the first page; the entry gets its epoch, as that of the blocks' birth, and its flags
     */
    void write(Inode inode, long page, long word, long pages, int dataCrc, long size) {
        append(
                inode,
                begin(EntryType.WRITE)
                        .putShort(Layout.Entry.FLAGS, PageWord.flags(word))
                        .putLong(Layout.WriteEntry.PAGE, page)
                        .putLong(Layout.WriteEntry.BLOCK, PageWord.blockAndBirth(word))
                        .putInt(Layout.WriteEntry.PAGES, Math.toIntExact(pages))
                        .putInt(Layout.WriteEntry.DATA_CRC, dataCrc)
                        .putLong(Layout.WriteEntry.SIZE, size)
                        .putLong(Layout.WriteEntry.TIME, now));
    }

    /** Pages that are a hole now. */
    void hole(Inode inode, long page, long pages, long size) {
        for (long done = 0; done < pages; done += Integer.MAX_VALUE) {
            write(inode, page + done, volume.newWord(0, 0), Math.min(Integer.MAX_VALUE, pages - done), 0, size);
        }
    }

    /** Pages whose blocks other pages can have too. */
    void share(Inode inode, long page, long block, long pages) {
        append(
                inode,
                begin(EntryType.SHARE)
                        .putLong(Layout.ShareEntry.PAGE, page)
                        .putLong(Layout.ShareEntry.BLOCK, block)
                        .putInt(Layout.ShareEntry.PAGES, Math.toIntExact(pages)));
    }

    void size(Inode inode, long size) {
        append(inode, begin(EntryType.SIZE).putLong(Layout.SizeEntry.SIZE, size).putLong(Layout.SizeEntry.TIME, now));
    }

    /** A size that is greater than before; blocks past it stay the file's. */
    void grow(Inode inode, long size) {
        append(
                inode,
                begin(EntryType.SIZE)
                        .flags(inode.pages.hasUnwritten() ? Layout.SizeEntry.FLAG_KEEPS_BLOCKS : 0)
                        .putLong(Layout.SizeEntry.SIZE, size)
                        .putLong(Layout.SizeEntry.TIME, now));
    }

    /** The pages from {@code from} on lie at {@code to} and on; those in between are lost. */
    void shift(Inode inode, long from, long to, long size) {
        append(
                inode,
                begin(EntryType.SHIFT)
                        .putLong(Layout.ShiftEntry.FROM, from)
                        .putLong(Layout.ShiftEntry.TO, to)
                        .putLong(Layout.ShiftEntry.SIZE, size)
                        .putLong(Layout.ShiftEntry.TIME, now));
    }

    /** Stages a new name, and returns what it is of. */
    Named addName(Inode directory, byte[] name, Inode child, int directoryNlink) {
        return addName(directory, name, child.ino, child.type, directoryNlink);
    }

    Named addName(Inode directory, byte[] name, long ino, FileType type, int directoryNlink) {
        name(EntryType.ADD_NAME, directory, name, ino, type, directoryNlink);
        return new Named(ino, type);
    }

    void removeName(Inode directory, byte[] name, Inode child, int directoryNlink) {
        name(EntryType.REMOVE_NAME, directory, name, child.ino, child.type, directoryNlink);
    }

    private void name(EntryType change, Inode directory, byte[] name, long ino, FileType type, int directoryNlink) {
        append(
                directory,
                entry.begin(change, Layout.NameEntry.NAME + name.length, txid, epoch)
                        .putLong(Layout.NameEntry.INO, ino)
                        .putLong(Layout.NameEntry.TIME, now)
                        .putInt(Layout.NameEntry.DIRECTORY_NLINK, directoryNlink)
                        .putShort(Layout.NameEntry.NAME_LENGTH, name.length)
                        .putShort(Layout.NameEntry.FILE_TYPE, type.ordinal() + 1)
                        .putBytes(Layout.NameEntry.NAME, name));
    }

    void setXattr(Inode inode, byte[] name, Xattr xattr) {
        byte[] inline = xattr.inline();
        int value = Layout.XattrEntry.NAME + name.length;
        EntryBuffer what = xattrEntry(name, xattr.entryLength(name))
                .putInt(Layout.XattrEntry.VALUE_LENGTH, xattr.length())
                .putInt(Layout.XattrEntry.VALUE_CRC, xattr.crc());
        if (inline != null) {
            what.putShort(Layout.XattrEntry.PLACE, Layout.XattrEntry.INLINE).putBytes(value, inline);
        } else {
            what.putShort(Layout.XattrEntry.PLACE, Layout.XattrEntry.IN_BLOCKS);
            for (int i = 0; i < xattr.words().length; i++) {
                what.putLong(value + i * Long.BYTES, xattr.words()[i]);
            }
        }
        append(inode, what);
    }

    void removeXattr(Inode inode, byte[] name) {
        append(
                inode,
                xattrEntry(name, Layout.XattrEntry.NAME + name.length)
                        .putShort(Layout.XattrEntry.PLACE, Layout.XattrEntry.REMOVED));
    }

    private EntryBuffer xattrEntry(byte[] name, int length) {
        return entry.begin(EntryType.XATTR, length, txid, epoch)
                .putLong(Layout.XattrEntry.TIME, now)
                .putShort(Layout.XattrEntry.NAME_LENGTH, name.length)
                .putBytes(Layout.XattrEntry.NAME, name);
    }

    /** What a device node stands for. */
    void device(Inode node, long device) {
        append(node, begin(EntryType.DEVICE).putLong(Layout.DeviceEntry.DEVICE, device));
    }

    void badblock(Inode log, long sector, long sectors, long state) {
        append(
                log,
                begin(EntryType.BADBLOCK)
                        .putLong(Layout.BadblockEntry.SECTOR, sector)
                        .putLong(Layout.BadblockEntry.COUNT, sectors)
                        .putLong(Layout.BadblockEntry.STATE, state));
    }

    void snapshot(Inode log, Snapshot snapshot, byte[] name, int state) {
        append(
                log,
                entry.begin(EntryType.SNAPSHOT, Layout.SnapshotEntry.NAME + name.length, txid, epoch)
                        .putLong(Layout.SnapshotEntry.SNAPSHOT_EPOCH, snapshot.epoch())
                        .putLong(Layout.SnapshotEntry.TIME, snapshot.time())
                        .putInt(Layout.SnapshotEntry.STATE, state)
                        .putShort(Layout.SnapshotEntry.NAME_LENGTH, name.length)
                        .putBytes(Layout.SnapshotEntry.NAME, name));
    }

    /** How many entries the staging takes, which is not done. */
    long count(Runnable staging) {
        counted = 0;
        try {
            staging.run();
            return counted;
        } finally {
            counted = -1;
        }
    }

    Volume volume() {
        return volume;
    }

    /** What follows was so in an earlier epoch already. */
    void inEpoch(long earlier) {
        epoch = earlier;
    }

    /** The next entries, as many as given, say the state anew. */
    void reset(Inode inode, long entries) {
        append(inode, begin(EntryType.RESET).putLong(Layout.ResetEntry.ENTRIES, entries));
    }

    /** Frees the inode when the transaction commits. */
    void free(Inode inode) {
        freed[target(inode)] = true;
    }

    private EntryBuffer begin(EntryType type) {
        return entry.begin(type, type.struct.length(), txid, epoch);
    }

    private void append(Inode inode, EntryBuffer what) {
        if (counted >= 0) {
            counted++;
            return;
        }
        target(inode);
        inode.log.append(what, pageEntry, givesBack);
    }

    private int target(Inode inode) {
        int known = inodes.indexOf(inode);
        if (known >= 0) {
            return known;
        }
        if (inodes.size() == freed.length) {
            freed = Arrays.copyOf(freed, 2 * freed.length);
        }
        freed[inodes.size()] = false;
        inodes.add(inode);
        return inodes.size() - 1;
    }

    // what the journal asks

    Inode inode(int target) {
        return inodes.get(target);
    }

    @Override
    public int targets() {
        return inodes.size();
    }

    @Override
    public long ino(int target) {
        return inodes.get(target).ino;
    }

    @Override
    public long oldTail(int target) {
        return inodes.get(target).log.tailWord();
    }

    @Override
    public long newTail(int target) {
        return freed[target] ? TailWord.FREE : inodes.get(target).log.stagedWord();
    }

    // ending

    /** Whether anything was staged. */
    boolean isEmpty() {
        return inodes.isEmpty();
    }

    /** Stages the entries that follow into a new log of the inode, which will replace the one it has. */
    void replaceLog(Inode inode) {
        target(inode);
        inode.log.beginReplacement();
    }

    /**
     * Makes everything that was staged count at once, as durably as the contract says. Data that goes with it was stored
     * and flushed before.
     */
    void commit() {
        try {
            volume.commits.commit(this);
        } catch (RuntimeException e) {
            if (e instanceof DaxFileSystemException) {
                throw e;
            }
            throw volume.commitFailed(inodes, e);
        }
        end();
    }

    /** Makes everything that was staged durable at once. */
    void commitNow() {
        if (inodes.size() == 1 && !inodes.get(0).log.isReplacing()) {
            commitOne();
        } else {
            volume.journal.commit(this);
        }
    }

    private void commitOne() {
        volume.device.fence();
        volume.table.commitTail(ino(0), newTail(0));
    }

    /** Frees an inode that has nothing staged: there is nothing to wait for before its tail goes. */
    void commitFree(Inode inode) {
        volume.checkpoint.beforeChange();
        volume.commits.free(inode);
    }

    private void end() {
        for (int i = 0; i < inodes.size(); i++) {
            inodes.get(i).log.committed();
        }
        inodes.clear();
    }

    /** Undoes the staging: nothing has happened. */
    void abandon() {
        for (int i = 0; i < inodes.size(); i++) {
            inodes.get(i).log.abandon();
        }
        inodes.clear();
    }
}
