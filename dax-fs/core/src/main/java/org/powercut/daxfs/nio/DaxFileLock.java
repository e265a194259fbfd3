package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.RangeLock;

/** A lock of a range of a file, held through a channel. */
final class DaxFileLock extends FileLock {
    private final ChannelLocks locks;
    /** The lock itself; null before it is taken. Guarded by {@code locks}. */
    @Nullable
    RangeLock held;

    DaxFileLock(FileChannel channel, ChannelLocks locks, long position, long size, boolean shared) {
        super(channel, position, toTheEnd(position, size), shared);
        this.locks = locks;
    }

    DaxFileLock(AsynchronousFileChannel channel, ChannelLocks locks, long position, long size, boolean shared) {
        super(channel, position, toTheEnd(position, size), shared);
        this.locks = locks;
    }

    private static long toTheEnd(long position, long size) {
        return size == 0 ? Long.MAX_VALUE - Math.max(0, position) : size;
    }

    @Override
    public boolean isValid() {
        return acquiredBy().isOpen() && locks.holds(this);
    }

    /** @throws ClosedChannelException if the channel is closed, which released the lock */
    @Override
    public void release() throws IOException {
        Channel channel = acquiredBy();
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        locks.release(this);
    }
}
