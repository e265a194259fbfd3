package org.powercut.benchmarks.files;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Durability;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/**
 * Memory whose flushes, fences and stores past the cache are those of the machine, through libpmem (pmem_flush,
 * pmem_drain, pmem_memcpy_nodrain): what they cost on DRAM. Nothing is durable.
 */
final class ClwbDevice implements PmemDevice {
    private static final MethodHandle FLUSH = handle("pmem_flush", ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final MethodHandle DRAIN = handle("pmem_drain");
    private static final MethodHandle COPY =
            handle("pmem_memcpy_nodrain", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final MethodHandle SET =
            handle("pmem_memset_nodrain", ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);

    private final SimulatedDevice memory;
    private final MemorySegment bytes;

    private ClwbDevice(SimulatedDevice memory) {
        this.memory = memory;
        this.bytes = memory.memory(0, memory.size()).orElseThrow();
    }

    /** @throws IllegalArgumentException if libpmem is not installed */
    static ClwbDevice ofSize(long size) {
        return new ClwbDevice(SimulatedDevice.ofSize(size));
    }

    private static MethodHandle handle(String name, ValueLayout... arguments) {
        SymbolLookup library = SymbolLookup.libraryLookup("libpmem.so.1", Arena.global());
        // void, whatever it returns: nobody looks; critical: they are short and never call back
        return Linker.nativeLinker()
                .downcallHandle(
                        library.find(name).orElseThrow(),
                        FunctionDescriptor.ofVoid(arguments),
                        Linker.Option.critical(true));
    }

    @Override
    public long size() {
        return memory.size();
    }

    @Override
    public Durability durability() {
        return Durability.VOLATILE;
    }

    @Override
    public Optional<MemorySegment> memory(long offset, long length) {
        return memory.memory(offset, length);
    }

    @Override
    public Optional<MemorySegment> memory(long offset, long length, Arena arena) {
        return memory.memory(offset, length, arena);
    }

    // past the cache

    @Override
    public void ntPutLong(long offset, long value) {
        memory.putLong(offset, value);
        flush(offset, Long.BYTES);
    }

    @Override
    public void ntPutBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        try {
            COPY.invokeExact(bytes.asSlice(offset, length), source.asSlice(sourceOffset, length), length);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void ntFill(long offset, long length, byte value) {
        try {
            SET.invokeExact(bytes.asSlice(offset, length), (int) value, length);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void directStore64(long offset, MemorySegment source, long sourceOffset) {
        ntPutBytes(offset, source, sourceOffset, 64);
    }

    @Override
    public void flush(long offset, long length) {
        try {
            FLUSH.invokeExact(bytes.asSlice(offset, length), length);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void flush(long offset, long length, FlushKind kind) {
        flush(offset, length);
    }

    @Override
    public void fence() {
        try {
            DRAIN.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    // as memory does it

    @Override
    public MediaErrors mediaErrors() {
        return memory.mediaErrors();
    }

    @Override
    public byte getByte(long offset) {
        return memory.getByte(offset);
    }

    @Override
    public short getShort(long offset) {
        return memory.getShort(offset);
    }

    @Override
    public int getInt(long offset) {
        return memory.getInt(offset);
    }

    @Override
    public long getLong(long offset) {
        return memory.getLong(offset);
    }

    @Override
    public long getLong(long offset, AccessMode mode) {
        return memory.getLong(offset, mode);
    }

    @Override
    public void getBytes(long offset, MemorySegment target, long targetOffset, long length) {
        memory.getBytes(offset, target, targetOffset, length);
    }

    @Override
    public void putByte(long offset, byte value) {
        memory.putByte(offset, value);
    }

    @Override
    public void putShort(long offset, short value) {
        memory.putShort(offset, value);
    }

    @Override
    public void putInt(long offset, int value) {
        memory.putInt(offset, value);
    }

    @Override
    public void putLong(long offset, long value) {
        memory.putLong(offset, value);
    }

    @Override
    public void putLong(long offset, long value, AccessMode mode) {
        memory.putLong(offset, value, mode);
    }

    @Override
    public void putBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        memory.putBytes(offset, source, sourceOffset, length);
    }

    @Override
    public void fill(long offset, long length, byte value) {
        memory.fill(offset, length, value);
    }

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        return memory.compareAndSetLong(offset, expected, value);
    }

    @Override
    public boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode) {
        return memory.weakCompareAndSetLong(offset, expected, value, mode);
    }

    @Override
    public long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode) {
        return memory.compareAndExchangeLong(offset, expected, value, mode);
    }

    @Override
    public long getAndAddLong(long offset, long delta, AccessMode mode) {
        return memory.getAndAddLong(offset, delta, mode);
    }

    @Override
    public long getAndSetLong(long offset, long value, AccessMode mode) {
        return memory.getAndSetLong(offset, value, mode);
    }
}
