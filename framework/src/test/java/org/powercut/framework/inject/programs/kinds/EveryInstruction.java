package org.powercut.framework.inject.programs.kinds;

import java.lang.foreign.MemorySegment;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Digest;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/** Every instruction of a device, once as a call and once as a method reference. */
public final class EveryInstruction {
    private static final MemorySegment BYTES = MemorySegment.ofArray(new byte[64]);

    private EveryInstruction() {}

    public static void call(PmemDevice device) {
        device.getByte(0);
        device.getShort(0);
        device.getInt(0);
        device.getLong(0);
        device.getLong(0, AccessMode.ACQUIRE);
        device.getBytes(0, BYTES, 0, 64);
        device.digest(0, BYTES, MemorySegment::byteSize);
        device.getBytes(0, BYTES, 0, 64, MemorySegment::byteSize);
        device.putByte(1, (byte) 1);
        device.putShort(2, (short) 1);
        device.putInt(4, 1);
        device.putLong(8, 1);
        device.putLong(16, 1, AccessMode.RELEASE);
        device.putBytes(64, BYTES, 0, 64);
        device.fill(128, 64, (byte) 1);
        device.ntPutLong(192, 1);
        device.ntPutBytes(256, BYTES, 0, 64);
        device.ntFill(320, 64, (byte) 1);
        device.directStore64(384, BYTES, 0);
        device.flush(0, 64);
        device.flush(0, 64, FlushKind.CLFLUSH);
        device.fence();
        device.compareAndSetLong(24, 0, 1);
        device.weakCompareAndSetLong(32, 0, 1, AccessMode.PLAIN);
        device.compareAndExchangeLong(40, 0, 1, AccessMode.ACQUIRE);
        device.getAndAddLong(48, 1, AccessMode.VOLATILE);
        device.getAndSetLong(56, 1, AccessMode.RELEASE);
    }

    public static void refer(PmemDevice device) {
        ByteLoad getByte = device::getByte;
        getByte.get(0);
        ShortLoad getShort = device::getShort;
        getShort.get(0);
        IntLoad getInt = device::getInt;
        getInt.get(0);
        Load getLong = device::getLong;
        getLong.get(0);
        ModeLoad getLongMode = device::getLong;
        getLongMode.get(0, AccessMode.ACQUIRE);
        Bulk getBytes = device::getBytes;
        getBytes.move(0, BYTES, 0, 64);
        Ask digest = device::digest;
        digest.ask(0, BYTES, MemorySegment::byteSize);
        BulkAsk getBytesDigest = device::getBytes;
        getBytesDigest.move(0, BYTES, 0, 64, MemorySegment::byteSize);
        ByteStore putByte = device::putByte;
        putByte.put(1, (byte) 1);
        ShortStore putShort = device::putShort;
        putShort.put(2, (short) 1);
        IntStore putInt = device::putInt;
        putInt.put(4, 1);
        Store putLong = device::putLong;
        putLong.put(8, 1);
        ModeStore putLongMode = device::putLong;
        putLongMode.put(16, 1, AccessMode.RELEASE);
        Bulk putBytes = device::putBytes;
        putBytes.move(64, BYTES, 0, 64);
        Fill fill = device::fill;
        fill.fill(128, 64, (byte) 1);
        Store ntPutLong = device::ntPutLong;
        ntPutLong.put(192, 1);
        Bulk ntPutBytes = device::ntPutBytes;
        ntPutBytes.move(256, BYTES, 0, 64);
        Fill ntFill = device::ntFill;
        ntFill.fill(320, 64, (byte) 1);
        Line directStore64 = device::directStore64;
        directStore64.put(384, BYTES, 0);
        Store flush = device::flush;
        flush.put(0, 64);
        KindFlush flushKind = device::flush;
        flushKind.flush(0, 64, FlushKind.CLFLUSH);
        Runnable fence = device::fence;
        fence.run();
        Compare compareAndSet = device::compareAndSetLong;
        compareAndSet.set(24, 0, 1);
        WeakCompare weakCompareAndSet = device::weakCompareAndSetLong;
        weakCompareAndSet.set(32, 0, 1, AccessMode.PLAIN);
        Exchange compareAndExchange = device::compareAndExchangeLong;
        compareAndExchange.exchange(40, 0, 1, AccessMode.ACQUIRE);
        Update getAndAdd = device::getAndAddLong;
        getAndAdd.update(48, 1, AccessMode.VOLATILE);
        Update getAndSet = device::getAndSetLong;
        getAndSet.update(56, 1, AccessMode.RELEASE);
    }

    interface ByteLoad {
        byte get(long offset);
    }

    interface ShortLoad {
        short get(long offset);
    }

    interface IntLoad {
        int get(long offset);
    }

    interface Load {
        long get(long offset);
    }

    interface ModeLoad {
        long get(long offset, AccessMode mode);
    }

    interface Bulk {
        void move(long offset, MemorySegment bytes, long at, long length);
    }

    interface Ask {
        long ask(long offset, MemorySegment buffer, Digest digest);
    }

    interface BulkAsk {
        long move(long offset, MemorySegment bytes, long at, long length, Digest digest);
    }

    interface ByteStore {
        void put(long offset, byte value);
    }

    interface ShortStore {
        void put(long offset, short value);
    }

    interface IntStore {
        void put(long offset, int value);
    }

    interface Store {
        void put(long offset, long value);
    }

    interface ModeStore {
        void put(long offset, long value, AccessMode mode);
    }

    interface Fill {
        void fill(long offset, long length, byte value);
    }

    interface Line {
        void put(long offset, MemorySegment bytes, long at);
    }

    interface KindFlush {
        void flush(long offset, long length, FlushKind kind);
    }

    interface Compare {
        boolean set(long offset, long expected, long value);
    }

    interface WeakCompare {
        boolean set(long offset, long expected, long value, AccessMode mode);
    }

    interface Exchange {
        long exchange(long offset, long expected, long value, AccessMode mode);
    }

    interface Update {
        long update(long offset, long value, AccessMode mode);
    }
}
