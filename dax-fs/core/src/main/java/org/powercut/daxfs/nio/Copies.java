package org.powercut.daxfs.nio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.StandardWatchEventKinds;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;

/**
 * Copies files, links and directories without what is in them. Within a file system that can, a copy shares the blocks of
 * its source until either is written to. A copy that fails leaves no target.
 */
final class Copies {
    private static final int BUFFER_BYTES = 1 << 20;

    private Copies() {}

    static void copy(DaxPath source, DaxPath target, CopyMode mode) throws IOException {
        DaxNioFileSystem from = source.getFileSystem();
        DaxNioFileSystem to = target.getFileSystem();
        Stat stat = Moves.statSource(source, mode.followLinks());
        String sourcePath = NioErrors.call(source, () -> from.spiPath(source));
        Stat old = Moves.lookFor(target);
        if (old != null) {
            if (from == to && FileKey.of(stat).equals(FileKey.of(old))) {
                return;
            }
            if (!mode.replace()) {
                throw new FileAlreadyExistsException(target.toString());
            }
            NameOperations.delete(target);
        }
        NioErrors.run(target, () -> {
            String targetPath = to.spiPath(target);
            make(from.fs(), sourcePath, stat, to.fs(), targetPath);
            try {
                if (mode.attributes()) {
                    copyAttributes(from.fs(), sourcePath, stat, to.fs(), targetPath);
                }
            } catch (RuntimeException e) {
                NameOperations.delete(to, targetPath);
                throw e;
            }
            to.watches().publish(to.fs(), StandardWatchEventKinds.ENTRY_CREATE, targetPath);
        });
    }

    private static void make(DaxFileSystem from, String source, Stat stat, DaxFileSystem to, String target) {
        switch (stat.type()) {
            case DIRECTORY -> to.mkdir(target, stat.mode());
            case SYMLINK -> to.symlink(from.readlink(source), target);
            case REGULAR -> copyFile(from, source, stat, to, target);
            default -> to.mknod(target, stat.type(), stat.mode(), stat.device());
        }
    }

    private static void copyFile(DaxFileSystem from, String source, Stat stat, DaxFileSystem to, String target) {
        try (DaxFile in = from.open(source, OpenFlag.READ);
                DaxFile out = to.open(
                        target, stat.mode(), OpenFlag.WRITE, OpenFlag.READ, OpenFlag.CREATE, OpenFlag.EXCLUSIVE)) {
            try {
                if (!shareBlocks(from, in, to, out)) {
                    copyBytes(in, out);
                }
            } catch (RuntimeException e) {
                to.unlink(target);
                throw e;
            }
        }
    }

    /** Whether the copy could be made without copying. */
    private static boolean shareBlocks(DaxFileSystem from, DaxFile in, DaxFileSystem to, DaxFile out) {
        if (from != to || !from.capabilities().contains(Capability.REFLINK)) {
            return false;
        }
        try {
            out.cloneFile(in);
            return true;
        } catch (DaxFileSystemException e) {
            if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EINVAL) {
                return false;
            }
            throw e;
        }
    }

    private static void copyBytes(DaxFile in, DaxFile out) {
        long size = in.size();
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, size)];
        for (long offset = 0; offset < size; ) {
            MemorySegment part = MemorySegment.ofArray(buffer).asSlice(0, Math.min(buffer.length, size - offset));
            long count = in.read(offset, part);
            if (count == 0) {
                break;
            }
            out.write(offset, part.asSlice(0, count));
            offset += count;
        }
    }

    private static void copyAttributes(DaxFileSystem from, String source, Stat stat, DaxFileSystem to, String target) {
        if (stat.type() == FileType.SYMLINK) {
            return;
        }
        to.chown(target, stat.uid(), stat.gid());
        to.chmod(target, stat.mode());
        copyXattrs(from, source, to, target);
        to.setTimes(target, stat.atime(), stat.mtime());
    }

    /** What cannot be had, such as an attribute of another namespace, is left out, as by the JVM's own provider. */
    private static void copyXattrs(DaxFileSystem from, String source, DaxFileSystem to, String target) {
        try {
            ExtendedAttributes old = from.xattrs(source);
            ExtendedAttributes copies = to.xattrs(target);
            for (String name : old.list()) {
                copyXattr(old, copies, name);
            }
        } catch (NotSupportedException e) {
            // one of the two has no extended attributes
        }
    }

    private static void copyXattr(ExtendedAttributes from, ExtendedAttributes to, String name) {
        try {
            to.set(name, from.get(name));
        } catch (DaxFileSystemException e) {
            if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EPERM) {
                throw e;
            }
        }
    }
}
