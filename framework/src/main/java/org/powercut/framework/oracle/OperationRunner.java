package org.powercut.framework.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.Pmem;

/**
 * Performs operations on a file system, and keeps the files and mappings that they leave open. One thread uses it. What
 * would wait for a thaw for ever is not performed, and ends with EAGAIN.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OperationRunner implements AutoCloseable {
    private static final int DEFAULT_MODE = 0644;

    private final UnaryOperator<DaxFileSystem> remount;
    private final OpenThings open = new OpenThings();
    private DaxFileSystem fs;
    private boolean frozen;

    /** Performs operations on {@code fs}, save {@link Operation.Remount}, which ends with EOPNOTSUPP. */
    public OperationRunner(DaxFileSystem fs) {
        this(fs, OperationRunner::cannotRemount);
    }

    /**
     * @param fs performs the operations
     * @param remount unmounts a file system cleanly, and gives back what is mounted in its place
     */
    public OperationRunner(DaxFileSystem fs, UnaryOperator<DaxFileSystem> remount) {
        this.fs = fs;
        this.remount = remount;
    }

    private static DaxFileSystem cannotRemount(DaxFileSystem fs) {
        throw new org.powercut.daxfs.NotSupportedException("remounting here");
    }

    /** The file system that operations go to; another one after each {@link Operation.Remount}. */
    public DaxFileSystem fileSystem() {
        return fs;
    }

    /** Performs the operations one after the other, those after a failed one too. */
    public List<Outcome> runAll(List<Operation> operations) {
        List<Outcome> outcomes = new ArrayList<>();
        operations.forEach(operation -> outcomes.add(run(operation)));
        return outcomes;
    }

    /** Performs an operation. An error of the file system is an outcome; whatever else is thrown is thrown. */
    public Outcome run(Operation operation) {
        if (frozen && !operation.goesOnWhileFrozen()) {
            return Outcome.failed(Errno.EAGAIN);
        }
        try {
            perform(operation);
            return Outcome.DONE;
        } catch (DaxFileSystemException e) {
            open.closeUnmapped();
            return Outcome.failed(e.errno());
        }
    }

    private void perform(Operation operation) {
        switch (operation) {
            case Operation.Create o -> create(o);
            case Operation.Mkdir o -> fs.mkdir(o.path());
            case Operation.Mknod o -> fs.mknod(o.path(), o.type(), DEFAULT_MODE, 0);
            case Operation.Symlink o -> fs.symlink(o.target(), o.path());
            case Operation.Link o -> fs.link(o.existing(), o.path());
            case Operation.Unlink o -> fs.unlink(o.path());
            case Operation.Rmdir o -> fs.rmdir(o.path());
            case Operation.Rename o -> rename(o);
            case Operation.Tmpfile o -> tmpfile(o);
            case Operation.Write o -> write(o);
            case Operation.Append o -> append(o);
            case Operation.Truncate o -> fs.truncate(o.path(), o.size());
            case Operation.Fallocate o -> withFile(o.path(), file -> file.allocate(o.mode(), o.offset(), o.length()));
            case Operation.Clone o -> withFiles(o.from(), o.to(), (from, to) -> to.cloneFile(from));
            case Operation.CloneRange o ->
                withFiles(o.from(), o.to(), (from, to) -> to.cloneRange(from, o.fromOffset(), o.offset(), o.length()));
            case Operation.Dedupe o ->
                withFiles(o.from(), o.to(), (from, to) -> to.dedupeRange(from, o.fromOffset(), o.offset(), o.length()));
            case Operation.Chmod o -> fs.chmod(o.path(), o.mode());
            case Operation.Chown o -> fs.chown(o.path(), o.uid(), o.gid());
            case Operation.Utimes o -> fs.setTimes(o.path(), o.atime(), o.mtime());
            case Operation.SetFlags o -> fs.setFlags(o.path(), o.flags());
            case Operation.SetXattr o ->
                fs.xattrs(o.path()).set(o.name(), VersionedBytes.of(o.version(), 0, o.length()), o.flag());
            case Operation.RemoveXattr o -> fs.xattrs(o.path()).remove(o.name());
            case Operation.Open o -> open.hold(fs, o.path());
            case Operation.Close o -> open.close(o.path());
            case Operation.MapStore o -> mapStore(o);
            case Operation.Persist o -> persist(o);
            case Operation.Msync o ->
                open.sharedMapping(fs, o.path(), o.offset() + o.length()).force(o.offset(), o.length());
            case Operation.Unmap o -> open.unmap(o.path());
            case Operation.Fsync o -> toSync(o.path(), DaxFile::fsync);
            case Operation.Fdatasync o -> toSync(o.path(), DaxFile::fdatasync);
            case Operation.SyncRange o -> toSync(o.path(), file -> file.syncRange(o.offset(), o.length()));
            case Operation.Sync o -> fs.sync();
            case Operation.Remount o -> remount();
            case Operation.Freeze o -> {
                fs.freeze();
                frozen = true;
            }
            case Operation.Thaw o -> {
                fs.thaw();
                frozen = false;
            }
            case Operation.CreateSnapshot o -> fs.createSnapshot(o.name());
            case Operation.DeleteSnapshot o -> fs.deleteSnapshot(o.name());
        }
    }

    // names

    private void create(Operation.Create create) {
        OpenFlag[] flags = create.inPlace()
                ? new OpenFlag[] {OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE, OpenFlag.NODATACOW}
                : new OpenFlag[] {OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE};
        fs.open(create.path(), flags).close();
    }

    private void rename(Operation.Rename rename) {
        if (rename.flag() == null) {
            fs.rename(rename.from(), rename.to());
        } else {
            fs.rename(rename.from(), rename.to(), rename.flag());
        }
    }

    private void tmpfile(Operation.Tmpfile tmpfile) {
        int slash = tmpfile.path().lastIndexOf('/');
        String directory = slash == 0 ? "/" : tmpfile.path().substring(0, slash);
        try (DaxFile file = fs.open(directory, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.TMPFILE)) {
            file.write(0, bytes(tmpfile.version(), 0, tmpfile.length()));
            fs.linkFile(file, tmpfile.path());
        }
    }

    // data

    private static byte[] bytes(int version, long offset, long length) {
        return VersionedBytes.of(version, offset, Math.toIntExact(length));
    }

    private void write(Operation.Write write) {
        OpenFlag[] flags = switch (write.durability()) {
            case DEFAULT -> new OpenFlag[] {OpenFlag.WRITE};
            case DSYNC -> new OpenFlag[] {OpenFlag.WRITE, OpenFlag.DSYNC};
            case SYNC -> new OpenFlag[] {OpenFlag.WRITE, OpenFlag.SYNC};
        };
        try (DaxFile file = fs.open(write.path(), flags)) {
            file.write(write.offset(), bytes(write.version(), write.offset(), write.length()));
        }
    }

    private void append(Operation.Append append) {
        try (DaxFile file = fs.open(append.path(), OpenFlag.READ, OpenFlag.WRITE, OpenFlag.APPEND)) {
            file.append(bytes(append.version(), file.size(), append.length()));
        }
    }

    private void withFile(String path, Consumer<DaxFile> action) {
        try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
            action.accept(file);
        }
    }

    /** What is done with two files. */
    private interface Sharing {
        void perform(DaxFile from, DaxFile to);
    }

    private void withFiles(String from, String to, Sharing sharing) {
        try (DaxFile source = fs.open(from, OpenFlag.READ);
                DaxFile target = fs.open(to, OpenFlag.READ, OpenFlag.WRITE)) {
            sharing.perform(source, target);
        }
    }

    // mappings

    private void mapStore(Operation.MapStore store) {
        long end = store.offset() + store.length();
        long size = open.mappedFile(fs, store.path()).size();
        if (end > Math.ceilDiv(size, Pmem.PAGE) * Pmem.PAGE) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, store.path() + ": a store up to byte " + end + " of a file of " + size + " bytes");
        }
        DaxMapping mapping = open.mapping(fs, store.path(), store.mode(), end);
        mapping.putBytes(store.offset(), bytes(store.version(), store.offset(), store.length()));
    }

    private void persist(Operation.Persist persist) {
        DaxMapping mapping = open.mapping(fs, persist.path(), MapMode.SHARED_SYNC, persist.offset() + persist.length());
        mapping.flush(persist.offset(), persist.length());
        mapping.fence();
    }

    // durability

    private void toSync(String path, Consumer<DaxFile> action) {
        boolean isDirectory = fs.stat(path).type() == FileType.DIRECTORY;
        try (DaxFile file = isDirectory ? fs.openDirectory(path) : fs.open(path, OpenFlag.READ)) {
            action.accept(file);
        }
    }

    /** What is open ends with the unmount: to close it before would wait for a thaw. */
    private void remount() {
        fs = remount.apply(fs);
        open.forget();
        frozen = false;
    }

    /** Ends a freeze, and closes and unmaps everything. The file system stays mounted. */
    @Override
    public void close() {
        if (frozen) {
            fs.thaw();
            frozen = false;
        }
        open.closeAll();
    }
}
