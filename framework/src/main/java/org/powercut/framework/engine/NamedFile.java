package org.powercut.framework.engine;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapFlag;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.RangeLock;
import org.powercut.daxfs.Stat;
import org.powercut.framework.inject.UnseenBytes;
import org.powercut.framework.oracle.FileContent;

/** Passes every operation on to an open file and marks on the tape where it begins and ends. */
final class NamedFile implements DaxFile, FileContent.Source {
    private final DaxFile target;
    private final String path;
    private final Operations operations;

    NamedFile(DaxFile target, String path, Operations operations) {
        this.target = target;
        this.path = path;
        this.operations = operations;
    }

    @Override
    public Stat stat() {
        return operations.get("stat(" + path + ")", target::stat);
    }

    @Override
    public long size() {
        return target.size();
    }

    @Override
    public long read(long offset, MemorySegment bytes) {
        return operations.get(range("read", offset, bytes.byteSize()), () -> target.read(offset, bytes));
    }

    @Override
    public UnseenBytes readUnseen(long offset, int length) {
        return UnseenBytes.copy(
                operations.device(), length, target -> FileContent.requireAll(read(offset, target), length));
    }

    @Override
    public void write(long offset, MemorySegment source) {
        operations.change(range("write", offset, source.byteSize()), () -> target.write(offset, source));
    }

    @Override
    public long append(MemorySegment source) {
        return operations.get("append(" + path + ", " + source.byteSize() + " bytes)", () -> target.append(source));
    }

    @Override
    public void truncate(long size) {
        operations.change("truncate(" + path + ", " + size + ")", () -> target.truncate(size));
    }

    @Override
    public void fsync() {
        operations.run("fsync(" + path + ")", target::fsync);
    }

    @Override
    public void fdatasync() {
        operations.run("fdatasync(" + path + ")", target::fdatasync);
    }

    @Override
    public DaxMapping map(MapMode mode, long offset, long length) {
        return new NamedMapping(
                operations.get("map(" + path + ", " + mode + ")", () -> target.map(mode, offset, length)),
                path,
                operations);
    }

    @Override
    public long read(long offset, List<MemorySegment> targets) {
        return operations.get(range("readv", offset, bytes(targets)), () -> target.read(offset, targets));
    }

    @Override
    public long write(long offset, List<MemorySegment> sources) {
        return operations.get(range("writev", offset, bytes(sources)), () -> target.write(offset, sources));
    }

    private static long bytes(List<MemorySegment> segments) {
        return segments.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    @Override
    public void allocate(FallocateMode mode, long offset, long length) {
        operations.change(range(mode.name(), offset, length), () -> target.allocate(mode, offset, length));
    }

    @Override
    public long seekData(long offset) {
        return operations.get("seekData(" + path + ", " + offset + ")", () -> target.seekData(offset));
    }

    @Override
    public long seekHole(long offset) {
        return operations.get("seekHole(" + path + ", " + offset + ")", () -> target.seekHole(offset));
    }

    @Override
    public void cloneRange(DaxFile source, long sourceOffset, long offset, long length) {
        operations.change(
                range("cloneRange", offset, length),
                () -> target.cloneRange(unwrap(source), sourceOffset, offset, length));
    }

    @Override
    public void cloneFile(DaxFile source) {
        operations.change("cloneFile(" + path + ")", () -> target.cloneFile(unwrap(source)));
    }

    @Override
    public boolean dedupeRange(DaxFile source, long sourceOffset, long offset, long length) {
        return operations.get(
                range("dedupeRange", offset, length),
                () -> target.dedupeRange(unwrap(source), sourceOffset, offset, length));
    }

    @Override
    public void chmod(int mode) {
        operations.change("chmod(" + path + ")", () -> target.chmod(mode));
    }

    @Override
    public void chown(int uid, int gid) {
        operations.change("chown(" + path + ")", () -> target.chown(uid, gid));
    }

    @Override
    public void setTimes(long atime, long mtime) {
        operations.change("setTimes(" + path + ")", () -> target.setTimes(atime, mtime));
    }

    @Override
    public ExtendedAttributes xattrs() {
        return new NamedXattrs(target.xattrs(), path, operations);
    }

    @Override
    public @Nullable RangeLock tryLock(long offset, long length, boolean shared) {
        return target.tryLock(offset, length, shared);
    }

    @Override
    public RangeLock lock(long offset, long length, boolean shared) throws InterruptedException {
        return target.lock(offset, length, shared);
    }

    @Override
    public void syncRange(long offset, long length) {
        operations.run(range("syncRange", offset, length), () -> target.syncRange(offset, length));
    }

    @Override
    public DaxMapping map(MapMode mode, long offset, long length, Set<MapFlag> flags) {
        return new NamedMapping(
                operations.get("map(" + path + ", " + mode + ")", () -> target.map(mode, offset, length, flags)),
                path,
                operations);
    }

    /** The file itself, for operations on two files. */
    static DaxFile unwrap(DaxFile file) {
        return file instanceof NamedFile named ? named.target : file;
    }

    @Override
    public void close() {
        operations.run("close(" + path + ")", target::close);
    }

    private String range(String operation, long offset, long length) {
        return operation + "(" + path + ", " + length + " bytes at " + offset + ")";
    }
}
