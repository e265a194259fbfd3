package org.powercut.framework.engine;

import java.lang.foreign.MemorySegment;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.Stat;
import org.powercut.framework.engine.NamedFileSystem.Operations;

/** Passes every operation on to an open file and marks on the tape where it begins and ends. */
final class NamedFile implements DaxFile {
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
    public void write(long offset, MemorySegment source) {
        operations.run(range("write", offset, source.byteSize()), () -> target.write(offset, source));
    }

    @Override
    public long append(MemorySegment source) {
        return operations.get("append(" + path + ", " + source.byteSize() + " bytes)", () -> target.append(source));
    }

    @Override
    public void truncate(long size) {
        operations.run("truncate(" + path + ", " + size + ")", () -> target.truncate(size));
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
    public void close() {
        operations.run("close(" + path + ")", target::close);
    }

    private String range(String operation, long offset, long length) {
        return operation + "(" + path + ", " + length + " bytes at " + offset + ")";
    }
}
