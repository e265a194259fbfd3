package org.powercut.samples.toyfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.StatFs;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** A mounted toy: creates, opens, renames to a free name, and unlinks; everything else is not supported. */
final class ToyFileSystem implements DaxFileSystem {
    private final PmemDevice device;
    private final Set<Capability> capabilities;
    private final boolean fencesRename;

    ToyFileSystem(PmemDevice device, Set<Capability> capabilities, boolean fencesRename) {
        this.device = device;
        this.capabilities = capabilities;
        this.fencesRename = fencesRename;
    }

    @Override
    public Contract contract() {
        return Contract.STRONG;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public DaxFile open(String path, OpenFlag... flags) {
        if (find(path) == 0 && List.of(flags).contains(OpenFlag.CREATE)) {
            long slot = slotWith(0);
            device.putLong(slot, ToyProvider.nameOf(path));
            device.flush(slot, Long.BYTES);
            device.fence();
        }
        return new ToyFile(device, there(path));
    }

    @Override
    public void rename(String from, String to) {
        long slot = there(from);
        device.putLong(slot, ToyProvider.nameOf(to));
        device.flush(slot, Long.BYTES);
        if (fencesRename) {
            device.fence();
        }
    }

    @Override
    public void unlink(String path) {
        long slot = there(path);
        device.putLong(slot, 0);
        device.flush(slot, Long.BYTES);
        device.fence();
    }

    @Override
    public Stat stat(String path) {
        return new Stat(
                there(path) / Pmem.LINE,
                0,
                FileType.REGULAR,
                0644,
                1,
                0,
                0,
                0,
                8,
                0,
                0,
                0,
                0,
                0,
                Set.of(FileFlag.NODATACOW),
                true);
    }

    @Override
    public List<DirectoryEntry> readdir(String path) {
        List<DirectoryEntry> entries = new ArrayList<>();
        for (int slot = 1; slot < ToyProvider.SLOTS; slot++) {
            long name = device.getLong(slot * (long) Pmem.LINE);
            if (name != 0) {
                entries.add(new DirectoryEntry(Long.toHexString(name), slot, FileType.REGULAR));
            }
        }
        return entries;
    }

    @Override
    public List<FileMediaError> mediaErrors() {
        return List.of();
    }

    @Override
    public void sync() {
        device.fence();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void unmount() {
        device.fence();
    }

    private long there(String path) {
        long slot = find(path);
        if (slot == 0) {
            throw new DaxFileSystemException(Errno.ENOENT, path);
        }
        return slot;
    }

    private long find(String path) {
        return slotWith(ToyProvider.nameOf(path));
    }

    private long slotWith(long name) {
        for (int slot = 1; slot < ToyProvider.SLOTS; slot++) {
            if (device.getLong(slot * (long) Pmem.LINE) == name) {
                return slot * (long) Pmem.LINE;
            }
        }
        return 0;
    }

    // what a toy does not do

    private static NotSupportedException no() {
        return new NotSupportedException("a toy file system does not do that");
    }

    @Override
    public DaxFile openDirectory(String path) {
        throw no();
    }

    @Override
    public void truncate(String path, long size) {
        throw no();
    }

    @Override
    public void mkdir(String path) {
        throw no();
    }

    @Override
    public void rmdir(String path) {
        throw no();
    }

    @Override
    public void link(String existing, String link) {
        throw no();
    }

    @Override
    public void symlink(String target, String link) {
        throw no();
    }

    @Override
    public String readlink(String path) {
        throw no();
    }

    @Override
    public Stat lstat(String path) {
        throw no();
    }

    @Override
    public void chmod(String path, int mode) {
        throw no();
    }

    @Override
    public void chown(String path, int uid, int gid) {
        throw no();
    }

    @Override
    public void setTimes(String path, long atime, long mtime) {
        throw no();
    }

    @Override
    public StatFs statfs() {
        throw no();
    }
}
