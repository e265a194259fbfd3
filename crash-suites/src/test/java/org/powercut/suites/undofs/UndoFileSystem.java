package org.powercut.suites.undofs;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.StatFs;
import org.powercut.pmem.Pmem;
import org.powercut.suites.undofs.Paths.Place;

/** A mounted undo-fs: the operations of the plug, each under the volume's lock. */
final class UndoFileSystem implements DaxFileSystem {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;
    private static final int MODE_BITS = 07777;

    private final Volume volume;
    private final FileData data;
    private final Paths paths;
    private final Namespace names;

    UndoFileSystem(Volume volume) {
        this.volume = volume;
        this.data = new FileData(volume);
        this.paths = new Paths(volume, data);
        this.names = new Namespace(volume, paths);
    }

    @Override
    public Contract contract() {
        return Contract.STRONG;
    }

    @Override
    public Set<Capability> capabilities() {
        return new UndoFsProvider().capabilities();
    }

    // files

    @Override
    public DaxFile open(String path, OpenFlag... flags) {
        return open(path, FILE_MODE, flags);
    }

    @Override
    public DaxFile open(String path, int mode, OpenFlag... flags) {
        requireMode(mode);
        EnumSet<OpenFlag> all = EnumSet.noneOf(OpenFlag.class);
        all.addAll(Arrays.asList(flags));
        return volume.locked(() -> open(path, mode, all));
    }

    private DaxFile open(String path, int mode, Set<OpenFlag> flags) {
        if (flags.contains(OpenFlag.TMPFILE)) {
            throw new NotSupportedException(path + ": a file without a name");
        }
        boolean exclusive = flags.contains(OpenFlag.CREATE) && flags.contains(OpenFlag.EXCLUSIVE);
        Place place = paths.place(path, !exclusive && !flags.contains(OpenFlag.NOFOLLOW));
        Inode inode = place.inode();
        if (inode == null) {
            if (!flags.contains(OpenFlag.CREATE)) {
                throw new DaxFileSystemException(Errno.ENOENT, path);
            }
            return new UndoFile(volume, data, names.create(place, FileType.REGULAR, mode), flags);
        }
        if (exclusive) {
            throw new DaxFileSystemException(Errno.EEXIST, path);
        }
        requireRegular(path, inode);
        UndoFile file = new UndoFile(volume, data, inode, flags);
        if (file.isWritable()) {
            volume.requireWritable();
        }
        if (file.isWritable() && flags.contains(OpenFlag.TRUNCATE)) {
            data.truncate(inode, 0);
        }
        return file;
    }

    @Override
    public DaxFile openDirectory(String path) {
        return volume.locked(() -> new UndoFile(volume, data, directory(path), Set.of(OpenFlag.READ)));
    }

    @Override
    public void truncate(String path, long size) {
        volume.run(() -> {
            Inode inode = paths.inode(path, true);
            requireRegular(path, inode);
            UndoFile.requireOffset(size);
            data.truncate(inode, size);
        });
    }

    // names

    @Override
    public void mkdir(String path) {
        mkdir(path, DIRECTORY_MODE);
    }

    @Override
    public void mkdir(String path, int mode) {
        requireMode(mode);
        volume.run(() -> names.mkdir(path, mode));
    }

    @Override
    public void rmdir(String path) {
        volume.run(() -> names.rmdir(path));
    }

    @Override
    public void unlink(String path) {
        volume.run(() -> names.unlink(path));
    }

    @Override
    public void link(String existing, String link) {
        volume.run(() -> names.link(existing, link));
    }

    @Override
    public void symlink(String target, String link) {
        volume.run(() -> names.symlink(target, link));
    }

    @Override
    public String readlink(String path) {
        return volume.locked(() -> {
            Inode inode = paths.inode(path, false);
            if (inode.type() != FileType.SYMLINK) {
                throw new DaxFileSystemException(Errno.EINVAL, path + ": is no symbolic link");
            }
            return paths.target(inode);
        });
    }

    @Override
    public void rename(String from, String to) {
        volume.run(() -> names.rename(from, to));
    }

    @Override
    public List<DirectoryEntry> readdir(String path) {
        return volume.locked(() -> volume.directories.list(directory(path)).stream()
                .map(slot -> new DirectoryEntry(slot.name(), slot.inode(), slot.type()))
                .toList());
    }

    // attributes

    @Override
    public Stat stat(String path) {
        return volume.locked(() -> UndoFile.stat(volume, paths.inode(path, true)));
    }

    @Override
    public Stat lstat(String path) {
        return volume.locked(() -> UndoFile.stat(volume, paths.inode(path, false)));
    }

    @Override
    public void chmod(String path, int mode) {
        requireMode(mode);
        change(path, true, inode -> UndoFile.chmod(volume, inode, mode));
    }

    @Override
    public void chown(String path, int uid, int gid) {
        change(path, true, inode -> UndoFile.chown(volume, inode, uid, gid));
    }

    @Override
    public void lchown(String path, int uid, int gid) {
        change(path, false, inode -> UndoFile.chown(volume, inode, uid, gid));
    }

    @Override
    public void setTimes(String path, long atime, long mtime) {
        change(path, true, inode -> UndoFile.setTimes(volume, inode, atime, mtime));
    }

    @Override
    public void lsetTimes(String path, long atime, long mtime) {
        change(path, false, inode -> UndoFile.setTimes(volume, inode, atime, mtime));
    }

    private void change(String path, boolean follow, Consumer<Inode> change) {
        volume.run(() -> change.accept(paths.inode(path, follow)));
    }

    @Override
    public StatFs statfs() {
        return volume.locked(() -> new StatFs(
                Pmem.PAGE,
                volume.superblock.blocks(),
                volume.allocator.freeBlocks(),
                volume.superblock.inodes(),
                volume.allocator.freeInodes()));
    }

    // durability and life

    @Override
    public void sync() {
        volume.sync();
    }

    @Override
    public List<FileMediaError> mediaErrors() {
        return List.of();
    }

    @Override
    public boolean isReadOnly() {
        return volume.isReadOnly();
    }

    @Override
    public void unmount() {
        volume.unmount();
    }

    private Inode directory(String path) {
        Inode inode = paths.inode(path, true);
        if (!inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.ENOTDIR, path);
        }
        return inode;
    }

    private static void requireRegular(String path, Inode inode) {
        switch (inode.type()) {
            case DIRECTORY -> throw new DaxFileSystemException(Errno.EISDIR, path);
            case SYMLINK -> throw new DaxFileSystemException(Errno.ELOOP, path + ": a symbolic link");
            default -> {}
        }
    }

    static void requireMode(int mode) {
        if ((mode & ~MODE_BITS) != 0) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "mode " + Integer.toOctalString(mode) + "; permission bits are 0 to 7777");
        }
    }
}
