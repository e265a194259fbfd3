package org.powercut.suites.undofs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.FsckReport.Problem;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;

/** Checks an unmounted device: every block has one user, every inode the names that it counts, and nothing is under way. */
final class Fsck {
    private final PmemDevice device;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Long, Long> names = new HashMap<>();
    private final Map<Long, Long> subdirectories = new HashMap<>();

    Fsck(PmemDevice device) {
        this.device = device;
    }

    FsckReport check() {
        try {
            Superblock superblock = Superblock.read(device);
            Journal journal = new Journal(device);
            if (!journal.pending().isEmpty()) {
                problem("journal", Layout.JOURNAL, "it holds undo records of a change that was not ended");
            }
            Volume volume = new Volume(device, superblock, journal, MountOptions.defaults());
            Recovery.findBlocks(volume);
            if (!volume.trimList.inodes().isEmpty()) {
                problem("trim list", Layout.SUPER_TRIM, "inodes are on it: " + volume.trimList.inodes());
            }
            walk(volume);
            checkInodes(volume);
        } catch (CorruptFileSystemException e) {
            problem(e.struct() + "." + e.field(), e.offset(), e.getMessage());
        }
        return new FsckReport(problems);
    }

    /** Counts the names of all inodes, from the root on. */
    private void walk(Volume volume) {
        names.put(Paths.ROOT, 1L);
        List<Inode> rest = new ArrayList<>(List.of(volume.inode(Paths.ROOT)));
        while (!rest.isEmpty()) {
            Inode directory = rest.removeLast();
            Set<String> here = new HashSet<>();
            for (Directory.Slot slot : volume.directories.list(directory)) {
                if (!here.add(slot.name())) {
                    problem(place(slot), slot.address(), "the directory has two of this name");
                }
                if (isNameOf(volume, slot)) {
                    names.merge(slot.inode(), 1L, Long::sum);
                    if (slot.type() == FileType.DIRECTORY) {
                        subdirectories.merge(directory.number(), 1L, Long::sum);
                        descend(volume.inode(slot.inode()), slot, rest);
                    }
                }
            }
        }
    }

    private void descend(Inode directory, Directory.Slot slot, List<Inode> rest) {
        if (names.getOrDefault(directory.number(), 0L) > 1) {
            problem(place(slot), slot.address(), "directory " + directory.number() + " has another name");
        } else {
            rest.add(directory);
        }
    }

    private boolean isNameOf(Volume volume, Directory.Slot slot) {
        if (slot.inode() < 1 || slot.inode() > volume.superblock.inodes()) {
            problem(place(slot), slot.address(), "there is no inode " + slot.inode());
            return false;
        }
        Inode inode = volume.inode(slot.inode());
        if (inode.isFree() || inode.type() != slot.type()) {
            problem(
                    place(slot),
                    slot.address(),
                    "inode " + slot.inode() + " is " + (inode.isFree() ? "free" : inode.type()) + ", not "
                            + slot.type());
            return false;
        }
        return true;
    }

    private void checkInodes(Volume volume) {
        for (long number = 1; number <= volume.superblock.inodes(); number++) {
            Inode inode = volume.inode(number);
            if (!inode.isFree()) {
                long expected = inode.isDirectory()
                        ? 2 + subdirectories.getOrDefault(number, 0L)
                        : names.getOrDefault(number, 0L);
                if (!names.containsKey(number)) {
                    problem("inode[" + number + "].kind", inode.address(0), "in use without a name");
                } else if (inode.links() != expected) {
                    problem(
                            "inode[" + number + "].links",
                            inode.address(Layout.INODE_LINKS),
                            inode.links() + " links, not " + expected);
                }
                checkEnd(volume, inode);
            }
        }
    }

    private void checkEnd(Volume volume, Inode inode) {
        long all = volume.map.count(inode);
        long inside = volume.map.count(inode, FileData.pages(inode.size()));
        if (all != inside) {
            problem(
                    "inode[" + inode.number() + "].size",
                    inode.address(Layout.INODE_SIZE),
                    (all - inside) + " pages past the end have blocks");
        }
    }

    private static String place(Directory.Slot slot) {
        return "slot " + slot.name();
    }

    private void problem(String where, long offset, String what) {
        problems.add(new Problem(where, offset, what));
    }
}
