package org.powercut.suites.undofs;

import java.util.Set;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** Makes {@code undo-fs}. It is no service of this module, so that tests run on it when they name this class. */
public final class UndoFsProvider implements DaxFileSystemProvider {
    static final long MINIMUM_SIZE = 64 * Pmem.PAGE;
    private static final long BYTES_PER_INODE = 16 << 10;

    @Override
    public String name() {
        return "undo-fs";
    }

    @Override
    public Set<Contract> contracts() {
        return Set.of(Contract.STRONG);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.HARD_LINKS,
                Capability.SYMBOLIC_LINKS,
                Capability.NODATACOW,
                Capability.MAP_SYNC,
                Capability.ORDERED_COMMITS,
                Capability.MEDIA_MAP);
    }

    @Override
    public long minimumSize() {
        return MINIMUM_SIZE;
    }

    @Override
    public void mkfs(PmemDevice device) {
        if (device.size() < MINIMUM_SIZE) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "a device of " + device.size() + " bytes; at least " + MINIMUM_SIZE + " are needed");
        }
        Superblock superblock = new Superblock(device.size(), device.size() / BYTES_PER_INODE);
        device.ntFill(0, superblock.firstBlock(), (byte) 0);
        device.fence();
        device.putLong(Layout.JOURNAL, 1);
        Inode root = new Inode(device, Paths.ROOT);
        device.putLong(root.address(Layout.INODE_LINKS), 2);
        device.putLong(root.address(Layout.INODE_KIND), Inode.kind(FileType.DIRECTORY, 0755));
        device.flush(Layout.JOURNAL, Pmem.ATOM);
        device.flush(root.address(0), Layout.INODE);
        device.fence();
        superblock.write(device);
    }

    @Override
    public DaxFileSystem mount(PmemDevice device, MountOptions options) {
        if (options.contract() != Contract.STRONG) {
            throw new NotSupportedException("undo-fs promises " + Contract.STRONG + " only");
        }
        return new UndoFileSystem(Recovery.mount(device, options));
    }

    @Override
    public FsckReport fsck(PmemDevice device) {
        return new Fsck(device).check();
    }

    @Override
    public MediaMap mediaMap(PmemDevice device) {
        try {
            return new UndoMediaMap(device, Superblock.read(device));
        } catch (CorruptFileSystemException nothingToName) {
            return MediaMap.unnamed();
        }
    }
}
