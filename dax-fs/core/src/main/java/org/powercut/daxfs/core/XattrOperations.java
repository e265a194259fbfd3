package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.XattrFlag;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/**
 * Reads and changes extended attributes. Each change is one log entry, with the value in it if that is short, or with the
 * blocks that hold it, which are durable before. Callers hold no inode's lock.
 */
final class XattrOperations {
    private final Volume volume;

    XattrOperations(Volume volume) {
        this.volume = volume;
    }

    // reading

    List<String> list(Inode inode) {
        long stamp = inode.lock.readLock();
        try {
            Xattrs xattrs = inode.xattrs;
            return xattrs == null ? List.of() : xattrs.names();
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    byte[] get(Inode inode, String name) {
        XattrNames.encode(name);
        long stamp = inode.lock.readLock();
        try {
            return value(inode, name, require(inode, name));
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    private static @Nullable Xattr find(Inode inode, String name) {
        Xattrs xattrs = inode.xattrs;
        return xattrs == null ? null : xattrs.get(name);
    }

    private static Xattr require(Inode inode, String name) {
        Xattr xattr = find(inode, name);
        if (xattr == null) {
            throw new DaxFileSystemException(Errno.ENODATA, "inode " + inode.ino + " has no attribute " + name);
        }
        return xattr;
    }

    private byte[] value(Inode inode, String name, Xattr xattr) {
        byte[] inline = xattr.inline();
        if (inline != null) {
            return inline.clone();
        }
        byte[] value = new byte[xattr.length()];
        MemorySegment target = MemorySegment.ofArray(value);
        for (int page = 0; page < xattr.words().length; page++) {
            int done = page * Pmem.PAGE;
            load(
                    inode,
                    name,
                    PageWord.block(xattr.words()[page]),
                    target,
                    done,
                    Math.min(Pmem.PAGE, value.length - done));
        }
        if (Xattr.crc(value) != xattr.crc()) {
            throw corrupt(inode, name, xattr);
        }
        return value;
    }

    static CorruptFileSystemException corrupt(Inode inode, String name, Xattr xattr) {
        return new CorruptFileSystemException(
                "inode[" + inode.ino + "]",
                "value_crc",
                PageWord.block(xattr.words()[0]) * Pmem.PAGE,
                "the value of the attribute " + name + " fails it");
    }

    private void load(Inode inode, String name, long block, MemorySegment target, int at, int length) {
        MediaRange bad = volume.badblocks.firstBad(block * Pmem.PAGE, length);
        if (bad != null) {
            throw lost(inode, name, null);
        }
        try {
            volume.device.getBytes(block * Pmem.PAGE, target, at, length);
        } catch (MediaErrorException e) {
            volume.badblocks.found(e);
            throw lost(inode, name, e);
        }
    }

    private static DaxFileSystemException lost(Inode inode, String name, @Nullable MediaErrorException cause) {
        return new DaxFileSystemException(
                Errno.EIO, "the value of inode " + inode.ino + "'s attribute " + name + " is lost; set it anew", cause);
    }

    // changing

    void set(Inode inode, String name, byte[] value, XattrFlag flag) {
        byte[] bytes = XattrNames.encode(name);
        if (value.length > Xattr.MAX_LENGTH) {
            throw new DaxFileSystemException(
                    Errno.E2BIG, name + ": a value of " + value.length + " bytes, at most 65536 are possible");
        }
        byte[] own = value.clone();
        long stamp = inode.lock.writeLock();
        try {
            volume.requireWritable();
            FileFlags.requireChangeable(inode);
            XattrNames.requireAllowed(name, inode);
            requireFlag(inode, name, flag);
            volume.features.require(Layout.Superblock.FEATURE_ATTRIBUTES);
            setLocked(inode, name, bytes, own);
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    private static void requireFlag(Inode inode, String name, XattrFlag flag) {
        boolean exists = find(inode, name) != null;
        if (flag == XattrFlag.CREATE && exists) {
            throw new DaxFileSystemException(Errno.EEXIST, "inode " + inode.ino + " has an attribute " + name);
        }
        if (flag == XattrFlag.REPLACE && !exists) {
            throw new DaxFileSystemException(Errno.ENODATA, "inode " + inode.ino + " has no attribute " + name);
        }
    }

    private void setLocked(Inode inode, String name, byte[] bytes, byte[] value) {
        Transaction transaction = new Transaction(volume);
        transaction.begin();
        transaction.runs.clear();
        Xattr xattr;
        try {
            xattr = value.length <= Xattr.MAX_INLINE ? Xattr.inline(value) : store(value, transaction);
            transaction.setXattr(inode, bytes, xattr);
        } catch (RuntimeException e) {
            transaction.abandon();
            volume.release(transaction.runs);
            throw e;
        }
        transaction.commit();
        changed(inode, name, xattr, transaction);
    }

    void remove(Inode inode, String name) {
        byte[] bytes = XattrNames.encode(name);
        long stamp = inode.lock.writeLock();
        try {
            volume.requireWritable();
            FileFlags.requireChangeable(inode);
            require(inode, name);
            Transaction transaction = new Transaction(volume);
            transaction.begin(true);
            try {
                transaction.removeXattr(inode, bytes);
            } catch (RuntimeException e) {
                transaction.abandon();
                throw e;
            }
            transaction.commit();
            changed(inode, name, null, transaction);
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    /** Stores a long value into blocks of its own. The commit fences. */
    private Xattr store(byte[] value, Transaction transaction) {
        volume.allocate(Xattr.blocks(value.length), transaction.runs);
        BlockSource blocks = new BlockSource(transaction.runs);
        long[] words = new long[Xattr.blocks(value.length)];
        for (int page = 0; page < words.length; page++) {
            blocks.take(1);
            words[page] = volume.newWord(blocks.start(), 0);
            storeValuePage(blocks.start(), value, page * Pmem.PAGE, transaction.page());
        }
        return new Xattr(value.length, Xattr.crc(value), null, words);
    }

    /** What lies past the value in its last atom is zero: nothing is left in the cache. */
    private void storeValuePage(long block, byte[] value, int from, PageBuffer buffer) {
        int length = Math.min(Pmem.PAGE, value.length - from);
        int end = (int) Pmem.ceil(length, Pmem.ATOM);
        System.arraycopy(value, from, buffer.bytes, 0, length);
        Arrays.fill(buffer.bytes, length, end, (byte) 0);
        volume.device.ntPutBytes(block * Pmem.PAGE, buffer.segment, 0, end);
    }

    private void changed(Inode inode, String name, @Nullable Xattr xattr, Transaction transaction) {
        Xattr before = inode.xattrsForChange().put(name, xattr);
        if (before != null) {
            for (long word : before.words()) {
                volume.discard(word, 1);
            }
        }
        inode.ctime = transaction.now();
        LogCompactor.compactIfLong(inode, transaction);
    }
}
