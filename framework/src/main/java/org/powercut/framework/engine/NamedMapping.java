package org.powercut.framework.engine;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FaultCounts;
import org.powercut.daxfs.FaultHook;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.MapAdvice;
import org.powercut.daxfs.MapMode;
import org.powercut.pmem.AccessMode;

/**
 * Passes everything on to a mapping, and marks on the tape where its system calls begin and end: force and close. Loads,
 * stores, flushes and fences are instructions, not operations, and pass as they are.
 */
final class NamedMapping implements DaxMapping {
    private final DaxMapping target;
    private final String path;
    private final Operations operations;

    NamedMapping(DaxMapping target, String path, Operations operations) {
        this.target = target;
        this.path = path;
        this.operations = operations;
    }

    @Override
    public MapMode mode() {
        return target.mode();
    }

    @Override
    public long length() {
        return target.length();
    }

    @Override
    public byte getByte(long position) {
        return target.getByte(position);
    }

    @Override
    public int getInt(long position) {
        return target.getInt(position);
    }

    @Override
    public long getLong(long position) {
        return target.getLong(position);
    }

    @Override
    public long getLong(long position, AccessMode mode) {
        return target.getLong(position, mode);
    }

    @Override
    public void getBytes(long position, MemorySegment bytes, long targetOffset, long length) {
        target.getBytes(position, bytes, targetOffset, length);
    }

    @Override
    public void putByte(long position, byte value) {
        target.putByte(position, value);
    }

    @Override
    public void putInt(long position, int value) {
        target.putInt(position, value);
    }

    @Override
    public void putLong(long position, long value) {
        target.putLong(position, value);
    }

    @Override
    public void putLong(long position, long value, AccessMode mode) {
        target.putLong(position, value, mode);
    }

    @Override
    public void putBytes(long position, MemorySegment source, long sourceOffset, long length) {
        target.putBytes(position, source, sourceOffset, length);
    }

    @Override
    public void ntPutLong(long position, long value) {
        target.ntPutLong(position, value);
    }

    @Override
    public boolean compareAndSetLong(long position, long expected, long value) {
        return target.compareAndSetLong(position, expected, value);
    }

    @Override
    public void flush(long position, long length) {
        target.flush(position, length);
    }

    @Override
    public void fence() {
        target.fence();
    }

    @Override
    public void force(long position, long length) {
        operations.run(
                "force(" + path + ", " + length + " bytes at " + position + ")", () -> target.force(position, length));
    }

    @Override
    public void advise(MapAdvice advice) {
        operations.run("advise(" + path + ", " + advice + ")", () -> target.advise(advice));
    }

    @Override
    public Pin pin(long position, long length) {
        return operations.get("pin(" + path + ")", () -> target.pin(position, length));
    }

    @Override
    public void onMissingPage(@Nullable FaultHook hook) {
        target.onMissingPage(hook);
    }

    @Override
    public void onMediaError(Consumer<FileMediaError> listener) {
        target.onMediaError(listener);
    }

    @Override
    public MemorySegment segment() {
        return target.segment();
    }

    @Override
    public FaultCounts faults() {
        return target.faults();
    }

    @Override
    public void close() {
        operations.run("munmap(" + path + ")", target::close);
    }
}
