package org.powercut.daxfs.nio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;

/**
 * An open file, or a directory that was opened for reading, which can be synced. Operations on the position exclude one
 * another; those at a given place run side by side as far as the file system lets them.
 */
final class DaxFileChannel extends FileChannel {
    private static final int TRANSFER_BYTES = 1 << 20;

    private final DaxNioFileSystem files;
    private final String path;
    private final DaxFile file;
    private final OpenMode mode;
    private final ChannelLocks locks;
    private final Object positionLock = new Object();

    /** Guarded by positionLock. */
    private long position;

    DaxFileChannel(DaxNioFileSystem files, String path, DaxFile file, OpenMode mode) {
        this.files = files;
        this.path = path;
        this.file = file;
        this.mode = mode;
        this.locks = new ChannelLocks(files.locks(), file);
    }

    // the position

    @Override
    public int read(ByteBuffer target) throws IOException {
        requireReadable();
        synchronized (positionLock) {
            int count = readAt(target, position);
            position += Math.max(count, 0);
            return count;
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, targets.length);
        requireReadable();
        synchronized (positionLock) {
            long count = readAt(Arrays.asList(targets).subList(offset, offset + length), position);
            position += Math.max(count, 0);
            return count;
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        requireWritable();
        synchronized (positionLock) {
            int count = source.remaining();
            position = writeAt(source, position);
            return count;
        }
    }

    /** One write: after a crash the file shows what all buffers held, or nothing of it. */
    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, sources.length);
        requireWritable();
        synchronized (positionLock) {
            long count = writeAt(Arrays.asList(sources).subList(offset, offset + length), position);
            position += count;
            return count;
        }
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        synchronized (positionLock) {
            return mode.append() ? size() : position;
        }
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        requireOpen();
        requireNotNegative(newPosition, "position");
        synchronized (positionLock) {
            position = newPosition;
        }
        return this;
    }

    // at a place

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
        Objects.requireNonNull(target);
        requireNotNegative(at, "position");
        requireReadable();
        return readAt(target, at);
    }

    @Override
    public int write(ByteBuffer source, long at) throws IOException {
        Objects.requireNonNull(source);
        requireNotNegative(at, "position");
        requireWritable();
        int count = source.remaining();
        writeAt(source, at);
        return count;
    }

    /** Reads into what remains of a buffer. Returns how many bytes, or -1 at the end of the file. */
    private int readAt(ByteBuffer target, long at) throws IOException {
        requireChangeable(target);
        boolean done = false;
        try {
            begin();
            int wanted = target.remaining();
            int count = (int) file.read(at, MemorySegment.ofBuffer(target));
            target.position(target.position() + count);
            done = true;
            return count == 0 && wanted > 0 ? -1 : count;
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        } finally {
            end(done);
        }
    }

    /** Writes what remains of a buffer, at the end of the file if the channel appends. Returns where it ended. */
    private long writeAt(ByteBuffer source, long at) throws IOException {
        boolean done = false;
        long end;
        try {
            begin();
            MemorySegment bytes = MemorySegment.ofBuffer(source);
            if (mode.append()) {
                end = file.append(bytes) + bytes.byteSize();
            } else {
                file.write(at, bytes);
                end = at + bytes.byteSize();
            }
            source.position(source.limit());
            done = true;
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        } finally {
            end(done);
        }
        modified();
        return end;
    }

    /** Reads into what remains of buffers, in turn. Returns how many bytes, or -1 at the end of the file. */
    private long readAt(List<ByteBuffer> targets, long at) throws IOException {
        targets.forEach(DaxFileChannel::requireChangeable);
        boolean done = false;
        try {
            begin();
            List<MemorySegment> segments =
                    targets.stream().map(MemorySegment::ofBuffer).toList();
            long count = file.read(at, segments);
            long left = count;
            for (ByteBuffer target : targets) {
                int taken = (int) Math.min(left, target.remaining());
                target.position(target.position() + taken);
                left -= taken;
            }
            done = true;
            boolean wanted = segments.stream().anyMatch(segment -> segment.byteSize() > 0);
            return count == 0 && wanted ? -1 : count;
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        } finally {
            end(done);
        }
    }

    /** Writes what remains of buffers as one write, at the end of the file if the channel appends. */
    private long writeAt(List<ByteBuffer> sources, long at) throws IOException {
        boolean done = false;
        long count;
        try {
            begin();
            count = file.write(at, sources.stream().map(MemorySegment::ofBuffer).toList());
            sources.forEach(source -> source.position(source.limit()));
            done = true;
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        } finally {
            end(done);
        }
        modified();
        return count;
    }

    private static void requireChangeable(ByteBuffer target) {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
    }

    // the file

    @Override
    public long size() throws IOException {
        requireOpen();
        boolean done = false;
        try {
            begin();
            long size = file.size();
            done = true;
            return size;
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        } finally {
            end(done);
        }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        requireNotNegative(size, "size");
        requireWritable();
        synchronized (positionLock) {
            if (size < size()) {
                operate(() -> file.truncate(size));
                modified();
            }
            position = Math.min(position, size);
        }
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        requireOpen();
        operate(metaData ? file::fsync : file::fdatasync);
    }

    private void operate(Runnable operation) throws IOException {
        boolean done = false;
        try {
            begin();
            operation.run();
            done = true;
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        } finally {
            end(done);
        }
    }

    private void modified() {
        if (files.watches().isWatching()) {
            files.watches().modified(files.fs(), path);
        }
    }

    // transfers

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        requireReadable();
        requireOpen(target.isOpen());
        requireNotNegative(from, "position");
        requireNotNegative(count, "count");
        if (target instanceof DaxFileChannel own) {
            own.requireWritable();
        }
        ByteBuffer buffer = transferBuffer(Math.min(count, Math.max(0, size() - from)));
        long done = 0;
        while (done < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
            if (readAt(buffer, from + done) <= 0) {
                break;
            }
            int written = target.write(buffer.flip());
            done += written;
            if (buffer.hasRemaining()) {
                break;
            }
        }
        return done;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        requireWritable();
        requireOpen(source.isOpen());
        requireNotNegative(to, "position");
        requireNotNegative(count, "count");
        if (source instanceof DaxFileChannel own) {
            own.requireReadable();
        }
        if (to > size()) {
            return 0;
        }
        ByteBuffer buffer = transferBuffer(count);
        long done = 0;
        while (done < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
            if (source.read(buffer) <= 0) {
                break;
            }
            int read = buffer.flip().remaining();
            writeAt(buffer, to + done);
            done += read;
        }
        return done;
    }

    private static ByteBuffer transferBuffer(long count) {
        return ByteBuffer.allocate((int) Math.min(TRANSFER_BYTES, count));
    }

    // mappings

    @Override
    public MappedByteBuffer map(MapMode mapMode, long from, long size) throws IOException {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("size " + size + "; a buffer has at most " + Integer.MAX_VALUE);
        }
        requireMappable(mapMode, from, size);
        return new MappedFile(file, path, mode.write()).buffer(mapMode, from, size);
    }

    @Override
    public MemorySegment map(MapMode mapMode, long from, long size, Arena arena) throws IOException {
        Objects.requireNonNull(arena);
        requireMappable(mapMode, from, size);
        return new MappedFile(file, path, mode.write()).segment(mapMode, from, size, arena);
    }

    private void requireMappable(MapMode mapMode, long from, long size) throws IOException {
        requireOpen();
        Objects.requireNonNull(mapMode);
        requireNotNegative(from, "position");
        requireNotNegative(size, "size");
        if (from + size < 0) {
            throw new IllegalArgumentException("position " + from + " and size " + size + " go past the largest file");
        }
        if (mapMode != MapMode.READ_ONLY && !mode.write()) {
            throw new NonWritableChannelException();
        }
        requireReadable();
    }

    // locks

    @Override
    public FileLock lock(long from, long size, boolean shared) throws IOException {
        requireLockable(shared);
        return lock(new DaxFileLock(this, locks, from, size, shared));
    }

    /** Takes a lock that is made already; waits for it. */
    FileLock lock(DaxFileLock lock) throws IOException {
        requireOpen();
        boolean done = false;
        try {
            begin();
            done = locks.lock(lock);
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        } finally {
            endLock(done);
        }
        if (!done) {
            // an interrupt wakes the waiter before it looks for a channel to close, and then may find none
            close();
            throw new FileLockInterruptionException();
        }
        return lock;
    }

    private void endLock(boolean done) throws IOException {
        try {
            end(done);
        } catch (ClosedByInterruptException e) {
            throw (IOException) new FileLockInterruptionException().initCause(e);
        }
    }

    @Override
    public @Nullable FileLock tryLock(long from, long size, boolean shared) throws IOException {
        requireLockable(shared);
        return tryLock(new DaxFileLock(this, locks, from, size, shared));
    }

    /** Takes a lock that is made already, if nobody holds a conflicting one. */
    @Nullable
    FileLock tryLock(DaxFileLock lock) throws IOException {
        try {
            return locks.tryLock(lock) ? lock : null;
        } catch (DaxFileSystemException e) {
            requireOpen();
            throw NioErrors.ofFile(e, path);
        }
    }

    ChannelLocks locks() {
        return locks;
    }

    private void requireLockable(boolean shared) throws IOException {
        if (shared) {
            requireReadable();
        } else {
            requireWritable();
        }
    }

    // life

    @Override
    protected void implCloseChannel() {
        locks.close();
        file.close();
        files.closed(this);
    }

    private void requireReadable() throws ClosedChannelException {
        requireOpen();
        if (!mode.read()) {
            throw new NonReadableChannelException();
        }
    }

    private void requireWritable() throws ClosedChannelException {
        requireOpen();
        if (!mode.write()) {
            throw new NonWritableChannelException();
        }
    }

    private void requireOpen() throws ClosedChannelException {
        requireOpen(isOpen());
    }

    private static void requireOpen(boolean open) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    private static void requireNotNegative(long value, String what) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " " + value + " is negative");
        }
    }
}
