package org.powercut.suites.undofs;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The slots of directories, changed in place. A slot's first word is its inode: the name is stored while it is 0, and is there
 * with that one word.
 */
final class Directory {
    private final PmemDevice device;
    private final BlockMap map;

    /** A name that is there. */
    record Slot(long address, String name, long inode, FileType type) {}

    Directory(PmemDevice device, BlockMap map) {
        this.device = device;
        this.map = map;
    }

    /** All names, in the order of their bytes. */
    List<Slot> list(Inode directory) {
        List<Slot> slots = new ArrayList<>();
        for (long address : slots(directory)) {
            if (device.getLong(address + Layout.SLOT_INODE) != 0) {
                slots.add(read(address));
            }
        }
        slots.sort((a, b) -> Arrays.compareUnsigned(bytes(a.name()), bytes(b.name())));
        return slots;
    }

    boolean isEmpty(Inode directory) {
        return slots(directory).stream().allMatch(address -> device.getLong(address + Layout.SLOT_INODE) == 0);
    }

    /** The slot of a name, or 0. */
    long find(Inode directory, String name) {
        byte[] wanted = bytes(name);
        for (long address : slots(directory)) {
            if (device.getLong(address + Layout.SLOT_INODE) != 0
                    && (device.getLong(address + Layout.SLOT_KIND) & 0xff) == wanted.length
                    && Arrays.equals(name(address, wanted.length), wanted)) {
                return address;
            }
        }
        return 0;
    }

    long inode(long slot) {
        return device.getLong(slot + Layout.SLOT_INODE);
    }

    /** Adds a name that is not there. */
    void insert(Transaction transaction, Inode directory, String name, long inode, FileType type) {
        long slot = freeSlot(transaction, directory);
        byte[] bytes = bytes(name);
        device.putLong(slot + Layout.SLOT_KIND, kind(bytes.length, type));
        device.putBytes(slot + Layout.SLOT_NAME, MemorySegment.ofArray(bytes), 0, bytes.length);
        device.flush(slot, Layout.SLOT_NAME + bytes.length);
        transaction.put(slot + Layout.SLOT_INODE, inode);
    }

    /** Lets a name that is there name another inode. */
    void replace(Transaction transaction, long slot, long inode, FileType type) {
        long length = device.getLong(slot + Layout.SLOT_KIND) & 0xff;
        transaction.put(slot + Layout.SLOT_INODE, inode);
        transaction.put(slot + Layout.SLOT_KIND, kind((int) length, type));
    }

    void remove(Transaction transaction, long slot) {
        transaction.put(slot + Layout.SLOT_INODE, 0);
    }

    private Slot read(long address) {
        long kind = device.getLong(address + Layout.SLOT_KIND);
        long type = kind >>> 8;
        int length = (int) (kind & 0xff);
        if (length == 0 || type >= FileType.values().length) {
            throw new CorruptFileSystemException(
                    "slot", "kind", address + Layout.SLOT_KIND, "a name of " + length + " bytes, of type " + type);
        }
        return new Slot(
                address,
                new String(name(address, length), StandardCharsets.UTF_8),
                inode(address),
                FileType.values()[(int) type]);
    }

    private byte[] name(long slot, int length) {
        byte[] bytes = new byte[length];
        device.getBytes(slot + Layout.SLOT_NAME, MemorySegment.ofArray(bytes), 0, length);
        return bytes;
    }

    /** A slot that is free on the media: one that the transaction frees must keep its name in case that it is undone. */
    private long freeSlot(Transaction transaction, Inode directory) {
        for (long address : slots(directory)) {
            if (device.getLong(address + Layout.SLOT_INODE) == 0) {
                return address;
            }
        }
        long block = transaction.allocateZeros();
        long size = directory.size();
        map.add(transaction, directory, size / Pmem.PAGE, block);
        transaction.put(directory.address(Layout.INODE_SIZE), size + Pmem.PAGE);
        return block;
    }

    private List<Long> slots(Inode directory) {
        List<Long> slots = new ArrayList<>();
        for (long page = 0; page < directory.size() / Pmem.PAGE; page++) {
            long block = map.find(directory, page);
            if (block == 0) {
                throw new CorruptFileSystemException(
                        "inode[" + directory.number() + "]",
                        "root",
                        directory.address(Layout.INODE_ROOT),
                        "page " + page + " of a directory has no block");
            }
            for (int i = 0; i < Layout.SLOTS; i++) {
                slots.add(block + (long) i * Layout.SLOT);
            }
        }
        return slots;
    }

    private static long kind(int length, FileType type) {
        return length | (long) type.ordinal() << 8;
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
