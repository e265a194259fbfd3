package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Digest;
import org.powercut.pmem.Durability;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.UnsafeShutdowns;

/**
 * The device as operations of the contract WEAK see it: stores go to the media at once, but through the cache only, and
 * what would be written back is noted for the commit of the running group instead. A flush writes back what any thread
 * stored, while a fence completes only what its own thread did; so one thread can do all of a group's flushes, but
 * nobody could complete another thread's non-temporal stores, and there are none here. Bytes are noted after they were
 * stored: whichever group's commit takes the note writes them back.
 */
final class StagedDevice implements PmemDevice {
    private final PmemDevice media;
    private final GroupCommits commits;

    StagedDevice(PmemDevice media, GroupCommits commits) {
        this.media = media;
        this.commits = commits;
    }

    @Override
    public long size() {
        return media.size();
    }

    @Override
    public Durability durability() {
        return media.durability();
    }

    @Override
    public MediaErrors mediaErrors() {
        return media.mediaErrors();
    }

    @Override
    public Optional<UnsafeShutdowns> unsafeShutdowns() {
        return media.unsafeShutdowns();
    }

    @Override
    public Optional<MemorySegment> memory(long offset, long length) {
        return media.memory(offset, length);
    }

    // loads

    @Override
    public byte getByte(long offset) {
        return media.getByte(offset);
    }

    @Override
    public short getShort(long offset) {
        return media.getShort(offset);
    }

    @Override
    public int getInt(long offset) {
        return media.getInt(offset);
    }

    @Override
    public long getLong(long offset) {
        return media.getLong(offset);
    }

    @Override
    public long getLong(long offset, AccessMode mode) {
        return media.getLong(offset, mode);
    }

    @Override
    public void getBytes(long offset, MemorySegment target, long targetOffset, long length) {
        media.getBytes(offset, target, targetOffset, length);
    }

    @Override
    public long digest(long offset, MemorySegment buffer, Digest digest) {
        return media.digest(offset, buffer, digest);
    }

    @Override
    public long getBytes(long offset, MemorySegment target, long targetOffset, long length, Digest digest) {
        return media.getBytes(offset, target, targetOffset, length, digest);
    }

    // stores through the cache: whoever makes them flushes them

    @Override
    public void putByte(long offset, byte value) {
        media.putByte(offset, value);
    }

    @Override
    public void putShort(long offset, short value) {
        media.putShort(offset, value);
    }

    @Override
    public void putInt(long offset, int value) {
        media.putInt(offset, value);
    }

    @Override
    public void putLong(long offset, long value) {
        media.putLong(offset, value);
    }

    @Override
    public void putLong(long offset, long value, AccessMode mode) {
        media.putLong(offset, value, mode);
    }

    @Override
    public void putBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        media.putBytes(offset, source, sourceOffset, length);
    }

    @Override
    public void fill(long offset, long length, byte value) {
        media.fill(offset, length, value);
    }

    // stores that would go past the cache

    @Override
    public void ntPutLong(long offset, long value) {
        media.putLong(offset, value);
        commits.note(offset, Pmem.ATOM);
    }

    @Override
    public void ntPutBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        media.putBytes(offset, source, sourceOffset, length);
        commits.note(offset, length);
    }

    @Override
    public void ntFill(long offset, long length, byte value) {
        media.fill(offset, length, value);
        commits.note(offset, length);
    }

    @Override
    public void directStore64(long offset, MemorySegment source, long sourceOffset) {
        media.directStore64(offset, source, sourceOffset);
        commits.note(offset, Pmem.LINE);
    }

    // ordering

    @Override
    public void flush(long offset, long length) {
        commits.note(offset, length);
    }

    @Override
    public void flush(long offset, long length, FlushKind kind) {
        commits.note(offset, length);
    }

    /** Nothing: the order within a group is that of its commit. */
    @Override
    public void fence() {}

    // locked read-modify-writes

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        return media.compareAndSetLong(offset, expected, value);
    }

    @Override
    public boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode) {
        return media.weakCompareAndSetLong(offset, expected, value, mode);
    }

    @Override
    public long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode) {
        return media.compareAndExchangeLong(offset, expected, value, mode);
    }

    @Override
    public long getAndAddLong(long offset, long delta, AccessMode mode) {
        return media.getAndAddLong(offset, delta, mode);
    }

    @Override
    public long getAndSetLong(long offset, long value, AccessMode mode) {
        return media.getAndSetLong(offset, value, mode);
    }

    @Override
    public void close() {
        media.close();
    }
}
