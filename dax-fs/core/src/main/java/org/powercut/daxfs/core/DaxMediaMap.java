package org.powercut.daxfs.core;

import java.util.HashSet;
import java.util.Set;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.MediaMap;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Names every field on a device that holds a file system, by the tables of {@link Layout} and by a scan that goes as
 * far as the media allow. {@code inode[7].log_tail}, {@code log[inode 7] entry 3 (write).block} and {@code data[/a]
 * page 3} are names.
 */
final class DaxMediaMap {
    private final PmemDevice device;
    private final Superblock superblock;
    private final Geometry geometry;
    private final Scan scan;
    private final NamedRanges ranges = new NamedRanges();

    private DaxMediaMap(PmemDevice device, Superblock superblock) {
        this.device = device;
        this.superblock = superblock;
        this.geometry = superblock.geometry;
        this.scan = new Scan(device, superblock, false, problem -> {});
    }

    /** The map of a device as it is now; without names if it holds no file system. */
    static MediaMap of(PmemDevice device) {
        Superblock superblock;
        try {
            superblock = Superblock.read(device);
        } catch (DaxFileSystemException e) {
            return MediaMap.unnamed();
        }
        return new DaxMediaMap(device, superblock).build();
    }

    private MediaMap build() {
        scan.run();
        addSuperblock(0, 0);
        addSuperblock(1, geometry.replicaOffset(0));
        addCheckpoint();
        for (int slot = 0; slot < 2; slot++) {
            String name = "journal[0].slot[" + slot + "]";
            int length = Layout.Slot.STRUCT.length();
            ranges.addStruct(name, Layout.Slot.STRUCT, Layout.JOURNAL_PAGE * Pmem.PAGE + slot * length, length);
        }
        long end = Pmem.ceil(scan.inodes.end(), Geometry.INODES_PER_PAGE);
        for (long ino = 0; ino < end; ino++) {
            addInode("inode[" + ino + "]", geometry.inodeOffset(ino));
            addInode("inode_replica[" + ino + "]", geometry.replicaOffset(geometry.inodeOffset(ino)));
        }
        for (long ino = Layout.ROOT_INO; ino < scan.inodes.end(); ino++) {
            Inode inode = scan.inodes.get(ino);
            if (inode != null) {
                addLog(inode);
                addData(inode);
            }
        }
        return ranges;
    }

    private void addSuperblock(int copy, long offset) {
        ranges.addStruct(
                "superblock[" + copy + "]", Layout.Superblock.STRUCT, offset, Layout.Superblock.STRUCT.length());
    }

    private void addCheckpoint() {
        CheckpointReader checkpoint = CheckpointReader.open(device, superblock);
        if (checkpoint != null) {
            long start = checkpoint.start();
            int header = Layout.Checkpoint.STRUCT.length();
            ranges.addGroup("checkpoint[0]", start, checkpoint.length());
            ranges.addStruct("checkpoint[0]", Layout.Checkpoint.STRUCT, start, header);
            ranges.addField("checkpoint[0].pairs", start + header, checkpoint.length() - header);
        }
    }

    private void addInode(String name, long offset) {
        ranges.addGroup(name, offset, Layout.Inode.STRUCT.length());
        ranges.addStruct(name, Layout.Inode.STRUCT, offset, Layout.Inode.STRUCT.length());
    }

    // logs

    private void addLog(Inode inode) {
        if (inode.log.tail() == 0) {
            return;
        }
        Inode again = scan.inodes.create(inode.ino, inode.type, inode.generation);
        again.log.adoptTail(inode.log.tailWord());
        Set<Long> seen = new HashSet<>();
        try {
            new LogReader(device, geometry, seen::add).read(again, this::addEntry);
        } catch (DaxFileSystemException | MediaErrorException e) {
            // the entries before the damage have their names
        }
        addPages(again);
    }

    private void addEntry(Inode inode, EntryType type, byte[] bytes, int at, long offset, int number) {
        String name = LogReader.entryName(inode.ino, number, type);
        int length = bytes[at + Layout.Entry.LINES] * Pmem.LINE;
        ranges.addGroup(name, offset, length);
        ranges.addStruct(name, type.struct, offset, length);
    }

    private void addPages(Inode inode) {
        int count = inode.log.pageCount();
        for (int i = 0; i < count; i++) {
            long offset = inode.log.page(i) * Pmem.PAGE;
            String name = "log[inode " + inode.ino + "] page " + i;
            ranges.addGroup(name, offset, Pmem.PAGE);
            ranges.addStruct(name, Layout.PageEntry.STRUCT, offset, Layout.PageEntry.STRUCT.length());
        }
        if (count > 0) {
            long end = inode.log.tail() * Pmem.LINE;
            long pageEnd = (inode.log.page(count - 1) + 1) * Pmem.PAGE;
            if (end < pageEnd) {
                ranges.addField("log[inode " + inode.ino + "] unused", end, pageEnd - end);
            }
        }
    }

    // data

    private void addData(Inode inode) {
        if (inode.pages.size() > 0) {
            String path = scan.inodes.pathOf(inode);
            String file = "data[" + (path.isEmpty() ? "inode " + inode.ino : path) + "] page ";
            inode.pages.forEachRun(0, (page, word, count) -> {
                for (long i = 0; i < count; i++) {
                    long block = PageWord.block(word) + i;
                    ranges.addField(file + (page + i), block * Pmem.PAGE, Pmem.PAGE);
                    if (PageWord.isChecksummed(word)) {
                        Struct struct = Layout.DataChecksum.STRUCT;
                        ranges.addStruct(
                                "checksum[" + block + "]", struct, geometry.checksumOffset(block), struct.length());
                    }
                }
            });
        }
        Xattrs xattrs = inode.xattrs;
        if (xattrs != null) {
            xattrs.forEach((name, xattr) -> {
                for (int i = 0; i < xattr.words().length; i++) {
                    String page = "xattr[inode " + inode.ino + "] " + name + " page " + i;
                    ranges.addField(page, PageWord.block(xattr.words()[i]) * Pmem.PAGE, Pmem.PAGE);
                }
            });
        }
    }
}
