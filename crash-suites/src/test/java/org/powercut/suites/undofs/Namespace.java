package org.powercut.suites.undofs;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.pmem.PmemDevice;
import org.powercut.suites.undofs.Paths.Place;

/** Changes names, each operation as one transaction over slots and inodes. */
final class Namespace {
    private static final int MAX_LINKS = 65_000;
    private static final int MAX_TARGET = 4095;

    private final Volume volume;
    private final PmemDevice device;
    private final Paths paths;

    Namespace(Volume volume, Paths paths) {
        this.volume = volume;
        this.device = volume.device;
        this.paths = paths;
    }

    /** Makes a file or a directory at a place where nothing is. */
    Inode create(Place place, FileType type, int mode) {
        return create(place, type, mode, 0, 0);
    }

    private Inode create(Place place, FileType type, int mode, long size, long root) {
        if (type == FileType.DIRECTORY) {
            requireFewLinks(place.parent(), place.name());
        }
        Inode[] made = new Inode[1];
        volume.change(transaction -> {
            Inode inode = volume.inode(transaction.allocateInode());
            made[0] = inode;
            initialise(inode, type, size, root);
            transaction.put(inode.address(Layout.INODE_KIND), Inode.kind(type, mode));
            volume.directories.insert(transaction, place.parent(), place.name(), inode.number(), type);
            if (type == FileType.DIRECTORY) {
                addLinks(transaction, place.parent(), 1);
            }
            volume.touch(transaction, place.parent());
        });
        return made[0];
    }

    /** Everything but the kind, which makes the inode one that is in use. */
    private void initialise(Inode inode, FileType type, long size, long root) {
        long now = volume.now();
        device.putLong(inode.address(Layout.INODE_LINKS), type == FileType.DIRECTORY ? 2 : 1);
        device.putLong(inode.address(Layout.INODE_SIZE), size);
        device.putLong(inode.address(Layout.INODE_ROOT), root);
        device.putLong(inode.address(Layout.INODE_MTIME), now);
        device.putLong(inode.address(Layout.INODE_CTIME), now);
        device.putLong(inode.address(Layout.INODE_NEXT), 0);
        device.putLong(inode.address(Layout.INODE_OWNER), 0);
        device.putLong(inode.address(Layout.INODE_ATIME), now);
        device.putLong(inode.address(Layout.INODE_BTIME), now);
        device.putLong(inode.address(Layout.INODE_GENERATION), inode.get(Layout.INODE_GENERATION) + 1);
        device.flush(inode.address(0), Layout.INODE);
    }

    void mkdir(String path, int mode) {
        create(free(path), FileType.DIRECTORY, mode);
    }

    void symlink(String target, String path) {
        int length = Paths.utf8(path, target);
        if (length == 0 || target.indexOf('\0') >= 0) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": a target is not empty, and has no NUL");
        }
        if (length > MAX_TARGET) {
            throw new DaxFileSystemException(Errno.ENAMETOOLONG, path + ": a target of " + length + " bytes");
        }
        Place place = free(path);
        volume.requireWritable();
        long block = volume.allocator.allocate();
        try {
            byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
            device.putBytes(block, MemorySegment.ofArray(bytes), 0, length);
            device.flush(block, length);
            create(place, FileType.SYMLINK, 0777, length, block);
        } catch (RuntimeException e) {
            volume.allocator.free(block);
            throw e;
        }
    }

    void link(String existing, String path) {
        Inode inode = paths.inode(existing, false);
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EPERM, existing + ": a directory has one name only");
        }
        Place place = free(path);
        requireFewLinks(inode, existing);
        volume.change(transaction -> {
            volume.directories.insert(transaction, place.parent(), place.name(), inode.number(), inode.type());
            addLinks(transaction, inode, 1);
            volume.changed(transaction, inode);
            volume.touch(transaction, place.parent());
        });
    }

    void unlink(String path) {
        Place place = there(path);
        Inode inode = inode(place);
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EISDIR, path + ": remove it with rmdir");
        }
        volume.change(transaction -> {
            volume.directories.remove(transaction, place.slot());
            volume.touch(transaction, place.parent());
            dropName(transaction, inode);
        });
        volume.reclaim(inode);
    }

    void rmdir(String path) {
        Place place = there(path);
        Inode inode = inode(place);
        requireNotRoot(place, path);
        if (!inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.ENOTDIR, path);
        }
        requireEmpty(inode, path);
        volume.change(transaction -> {
            volume.directories.remove(transaction, place.slot());
            addLinks(transaction, place.parent(), -1);
            volume.touch(transaction, place.parent());
            dropName(transaction, inode);
        });
        volume.reclaim(inode);
    }

    void rename(String from, String to) {
        Place source = there(from);
        Inode moved = inode(source);
        Place target = paths.place(to, false);
        @Nullable Inode replaced = target.inode();
        requireNotRoot(source, from);
        requireNotRoot(target, to);
        if (moved.equals(replaced)) {
            return;
        }
        if (moved.isDirectory() && target.above().contains(moved)) {
            throw new DaxFileSystemException(Errno.EINVAL, to + ": lies below " + from);
        }
        if (replaced != null) {
            requireReplaceable(moved, replaced, to);
        }
        volume.change(transaction -> {
            if (replaced == null) {
                volume.directories.insert(transaction, target.parent(), target.name(), moved.number(), moved.type());
            } else {
                volume.directories.replace(transaction, target.slot(), moved.number(), moved.type());
                dropName(transaction, replaced);
            }
            volume.directories.remove(transaction, source.slot());
            if (moved.isDirectory()) {
                addLinks(transaction, source.parent(), -1);
                addLinks(transaction, target.parent(), replaced == null ? 1 : 0);
            }
            volume.touch(transaction, source.parent());
            volume.touch(transaction, target.parent());
            volume.changed(transaction, moved);
        });
        if (replaced != null) {
            volume.reclaim(replaced);
        }
    }

    private void requireReplaceable(Inode moved, Inode replaced, String to) {
        if (moved.isDirectory() && !replaced.isDirectory()) {
            throw new DaxFileSystemException(Errno.ENOTDIR, to + ": a directory cannot replace it");
        }
        if (!moved.isDirectory() && replaced.isDirectory()) {
            throw new DaxFileSystemException(Errno.EISDIR, to + ": only a directory can replace it");
        }
        if (replaced.isDirectory()) {
            requireEmpty(replaced, to);
        }
    }

    /** One name less; without any, the inode goes to the trim list, and with its last user. */
    private void dropName(Transaction transaction, Inode inode) {
        long left = inode.isDirectory() ? 0 : inode.links() - 1;
        transaction.put(inode.address(Layout.INODE_LINKS), left);
        volume.changed(transaction, inode);
        if (left == 0) {
            volume.trimList.add(transaction, inode);
        }
    }

    private static void addLinks(Transaction transaction, Inode inode, long count) {
        long address = inode.address(Layout.INODE_LINKS);
        transaction.put(address, transaction.get(address) + count);
    }

    private Place there(String path) {
        Place place = paths.place(path, false);
        if (place.inode() == null) {
            throw new DaxFileSystemException(Errno.ENOENT, path);
        }
        return place;
    }

    private Place free(String path) {
        Place place = paths.place(path, false);
        if (place.inode() != null) {
            throw new DaxFileSystemException(Errno.EEXIST, path);
        }
        return place;
    }

    private static Inode inode(Place place) {
        return Objects.requireNonNull(place.inode());
    }

    private static void requireNotRoot(Place place, String path) {
        if (place.isRoot()) {
            throw new DaxFileSystemException(Errno.EBUSY, path + ": the root directory");
        }
    }

    private void requireEmpty(Inode directory, String path) {
        if (!volume.directories.isEmpty(directory)) {
            throw new DaxFileSystemException(Errno.ENOTEMPTY, path);
        }
    }

    private static void requireFewLinks(Inode inode, String path) {
        if (inode.links() >= MAX_LINKS) {
            throw new DaxFileSystemException(Errno.EMLINK, path + ": it has " + MAX_LINKS + " links");
        }
    }
}
