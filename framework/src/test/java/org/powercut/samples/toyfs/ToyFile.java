package org.powercut.samples.toyfs;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.Stat;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** An open file of a toy: 8 bytes, written and read at once. */
final class ToyFile implements DaxFile {
    private final PmemDevice device;
    private final long content;
    private final Stat stat;

    ToyFile(PmemDevice device, long slot) {
        this.device = device;
        this.content = slot + ToyProvider.CONTENT;
        this.stat = new Stat(
                slot / Pmem.LINE,
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
    public Stat stat() {
        return stat;
    }

    @Override
    public long read(long offset, MemorySegment target) {
        device.getBytes(content, target, 0, Long.BYTES);
        return Long.BYTES;
    }

    @Override
    public void write(long offset, MemorySegment source) {
        device.putBytes(content, source, 0, Long.BYTES);
        device.flush(content, Long.BYTES);
        device.fence();
    }

    @Override
    public long append(MemorySegment source) {
        throw new NotSupportedException("files of a toy file system have 8 bytes");
    }

    @Override
    public void truncate(long size) {
        throw new NotSupportedException("files of a toy file system have 8 bytes");
    }

    @Override
    public void fsync() {
        device.fence();
    }

    @Override
    public void fdatasync() {
        device.fence();
    }

    @Override
    public DaxMapping map(MapMode mode, long offset, long length) {
        throw new NotSupportedException("a toy file system does not map");
    }

    @Override
    public void close() {}
}
