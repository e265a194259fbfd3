package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MediaStruct;
import org.powercut.daxfs.core.InodeRecord.State;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Shows every struct on a device, one after the other, with what is wrong with it: superblocks, journal, then inode by
 * inode both copies and the log. Reads no more at a time than one log, and changes nothing.
 */
final class Dump {
    private final PmemDevice device;
    private final Geometry geometry;
    private final InodeTable table;
    private final InodeRecord record = new InodeRecord();
    private final Journal.Pending pending;
    private final boolean journalReadable;

    private Dump(PmemDevice device, Geometry geometry) {
        this.device = device;
        this.geometry = geometry;
        this.table = new InodeTable(device, geometry);
        Journal.Pending read = Journal.Pending.NONE;
        boolean readable = true;
        try {
            read = Journal.read(device, geometry);
        } catch (CorruptFileSystemException | MediaErrorException e) {
            readable = false;
        }
        pending = read;
        journalReadable = readable;
    }

    /** @throws CorruptFileSystemException if there is no whole superblock */
    static Stream<MediaStruct> of(PmemDevice device) {
        Superblock superblock = Superblock.read(device);
        Dump dump = new Dump(device, superblock.geometry);
        return Stream.of(
                        dump.superblocks(superblock),
                        dump.checkpoint(superblock),
                        dump.slots(),
                        LongStream.range(Layout.ROOT_INO, superblock.geometry.inodes)
                                .mapToObj(dump::inode)
                                .takeWhile(structs -> !structs.isEmpty())
                                .flatMap(List::stream))
                .flatMap(part -> part);
    }

    private Stream<MediaStruct> superblocks(Superblock superblock) {
        String problem = "damaged; the next mount repairs it from the other copy";
        return Stream.of(
                struct("superblock[0]", Layout.Superblock.STRUCT, 0, superblock.primaryDamaged ? problem : ""),
                struct(
                        "superblock[1]",
                        Layout.Superblock.STRUCT,
                        geometry.replicaOffset(0),
                        superblock.replicaDamaged ? problem : ""));
    }

    private Stream<MediaStruct> checkpoint(Superblock superblock) {
        CheckpointReader checkpoint = CheckpointReader.open(device, superblock);
        return checkpoint == null
                ? Stream.of()
                : Stream.of(struct("checkpoint[0]", Layout.Checkpoint.STRUCT, checkpoint.start(), ""));
    }

    private Stream<MediaStruct> slots() {
        String problem = journalReadable ? "" : "the newest record cannot be read";
        return LongStream.range(0, 2)
                .mapToObj(slot -> struct(
                        "journal[0].slot[" + slot + "]",
                        Layout.Slot.STRUCT,
                        Layout.JOURNAL_PAGE * Pmem.PAGE + slot * Layout.Slot.STRUCT.length(),
                        problem));
    }

    /** An inode's structs; none at the end of the used part of the table. */
    private List<MediaStruct> inode(long ino) {
        String problem = "";
        try {
            table.load(ino, pending, record);
        } catch (CorruptFileSystemException e) {
            problem = String.valueOf(e.getMessage());
            record.state = State.LOST;
        }
        boolean reserved = ino < Layout.FIRST_FILE_INO;
        if (record.state == State.NEVER_USED) {
            return reserved ? copies(ino, problem) : List.of();
        }
        List<MediaStruct> structs = new ArrayList<>(copies(ino, problem));
        if (record.state == State.IN_USE) {
            addLog(ino, structs);
        }
        return structs;
    }

    private List<MediaStruct> copies(long ino, String problem) {
        long offset = geometry.inodeOffset(ino);
        return List.of(
                copy("inode[" + ino + "]", offset, record.primary, problem),
                copy("inode_replica[" + ino + "]", geometry.replicaOffset(offset), record.replica, problem));
    }

    private MediaStruct copy(String name, long offset, InodeRecord.Repair repair, String problem) {
        boolean damaged = problem.isEmpty() && repair != InodeRecord.Repair.NONE;
        return struct(
                name,
                Layout.Inode.STRUCT,
                offset,
                damaged ? "differs; the next mount repairs it from the other copy" : problem);
    }

    // logs

    private void addLog(long ino, List<MediaStruct> structs) {
        Inode inode = new Inode(ino, new InodeLog(device, new Allocator(geometry), ino), FileType.REGULAR);
        inode.log.adoptTail(record.tail);
        Set<Long> seen = new HashSet<>();
        List<MediaStruct> entries = new ArrayList<>();
        try {
            new LogReader(device, geometry, seen::add).read(inode, (owner, type, bytes, at, offset, number) -> {
                int length = bytes[at + Layout.Entry.LINES] * Pmem.LINE;
                entries.add(new MediaStruct(
                        LogReader.entryName(ino, number, type),
                        offset,
                        length,
                        StructText.values(type.struct, bytes, at, length),
                        ""));
            });
        } catch (CorruptFileSystemException e) {
            entries.add(problem(e.struct(), e.offset(), String.valueOf(e.getMessage())));
        } catch (MediaErrorException e) {
            entries.add(problem("log[inode " + ino + "]", e.range().offset(), String.valueOf(e.getMessage())));
        } catch (DaxFileSystemException e) {
            entries.add(
                    problem("log[inode " + ino + "]", inode.log.tail() * Pmem.LINE, String.valueOf(e.getMessage())));
        }
        for (int i = 0; i < inode.log.pageCount(); i++) {
            long offset = inode.log.page(i) * Pmem.PAGE;
            structs.add(struct("log[inode " + ino + "] page " + i, Layout.PageEntry.STRUCT, offset, ""));
        }
        structs.addAll(entries);
    }

    private static MediaStruct problem(String name, long offset, String problem) {
        return new MediaStruct(name, Pmem.floor(offset, Pmem.LINE), Pmem.LINE, List.of(), problem);
    }

    private MediaStruct struct(String name, Struct struct, long offset, String problem) {
        byte[] bytes = new byte[struct.length()];
        try {
            device.getBytes(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
        } catch (MediaErrorException e) {
            return new MediaStruct(name, offset, bytes.length, List.of(), String.valueOf(e.getMessage()));
        }
        return new MediaStruct(name, offset, bytes.length, StructText.values(struct, bytes, 0, bytes.length), problem);
    }
}
