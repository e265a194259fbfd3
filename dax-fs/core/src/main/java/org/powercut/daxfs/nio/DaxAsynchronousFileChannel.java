package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A file whose operations run on an executor: the one that was given, or a virtual thread for each. Completion handlers
 * run there too.
 */
final class DaxAsynchronousFileChannel extends AsynchronousFileChannel {
    private final DaxFileChannel channel;
    private final OpenMode mode;
    private final Executor executor;

    private DaxAsynchronousFileChannel(DaxFileChannel channel, OpenMode mode, Executor executor) {
        this.channel = channel;
        this.mode = mode;
        this.executor = executor;
    }

    static DaxAsynchronousFileChannel open(
            DaxPath path, OpenMode mode, int permissions, @Nullable ExecutorService executor) throws IOException {
        Executor runner = executor == null ? Thread::startVirtualThread : executor;
        return new DaxAsynchronousFileChannel(Channels.open(path, mode, permissions), mode, runner);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public AsynchronousFileChannel truncate(long size) throws IOException {
        channel.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        channel.force(metaData);
    }

    @Override
    public Future<Integer> read(ByteBuffer target, long position) {
        requireReadable(target, position);
        return start(() -> channel.read(target, position));
    }

    @Override
    public <A extends @Nullable Object> void read(
            ByteBuffer target, long position, A attachment, CompletionHandler<Integer, ? super A> handler) {
        Objects.requireNonNull(handler);
        requireReadable(target, position);
        start(() -> channel.read(target, position), attachment, handler);
    }

    @Override
    public Future<Integer> write(ByteBuffer source, long position) {
        requireWritable(position);
        return start(() -> channel.write(source, position));
    }

    @Override
    public <A extends @Nullable Object> void write(
            ByteBuffer source, long position, A attachment, CompletionHandler<Integer, ? super A> handler) {
        Objects.requireNonNull(handler);
        requireWritable(position);
        start(() -> channel.write(source, position), attachment, handler);
    }

    @Override
    public Future<FileLock> lock(long position, long size, boolean shared) {
        DaxFileLock lock = newLock(position, size, shared);
        return start(() -> channel.lock(lock));
    }

    @Override
    public <A extends @Nullable Object> void lock(
            long position, long size, boolean shared, A attachment, CompletionHandler<FileLock, ? super A> handler) {
        Objects.requireNonNull(handler);
        DaxFileLock lock = newLock(position, size, shared);
        start(() -> channel.lock(lock), attachment, handler);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        DaxFileLock lock = newLock(position, size, shared);
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        return channel.tryLock(lock);
    }

    private DaxFileLock newLock(long position, long size, boolean shared) {
        if (shared && !mode.read()) {
            throw new NonReadableChannelException();
        }
        if (!shared && !mode.write()) {
            throw new NonWritableChannelException();
        }
        return new DaxFileLock(this, channel.locks(), position, size, shared);
    }

    private void requireReadable(ByteBuffer target, long position) {
        requirePosition(position);
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        if (!mode.read()) {
            throw new NonReadableChannelException();
        }
    }

    private void requireWritable(long position) {
        requirePosition(position);
        if (!mode.write()) {
            throw new NonWritableChannelException();
        }
    }

    private static void requirePosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position + " is negative");
        }
    }

    /** Cancelling with interruption closes the channel, as it does for all channels. */
    private <T> Future<T> start(Callable<T> operation) {
        FutureTask<T> task = new FutureTask<>(operation);
        executor.execute(task);
        return task;
    }

    private <T, A extends @Nullable Object> void start(
            Callable<T> operation, A attachment, CompletionHandler<T, ? super A> handler) {
        executor.execute(() -> {
            T result;
            try {
                result = operation.call();
            } catch (Exception e) {
                handler.failed(e, attachment);
                return;
            }
            handler.completed(result, attachment);
        });
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
