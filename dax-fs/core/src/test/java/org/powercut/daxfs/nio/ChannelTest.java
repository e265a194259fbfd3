package org.powercut.daxfs.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.RangeLock;

/** File channels, what they share between threads, and their locks. */
class ChannelTest {
    private final NioFs fs = new NioFs();
    private final Path file = fs.path("/file");

    @AfterEach
    void close() throws IOException {
        fs.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    @DisplayName("scattering and gathering go through the buffers in turn, and stop at the end of the file")
    void vectored() throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
            assertThat(channel.write(new ByteBuffer[] {bytes("skip"), bytes("ab"), bytes("cdef")}, 1, 2))
                    .isEqualTo(6);
            ByteBuffer[] into = {ByteBuffer.allocate(4), ByteBuffer.allocate(4), ByteBuffer.allocate(4)};
            assertThat(channel.position(0).read(into)).isEqualTo(6);
            assertThat(into[0].array()).isEqualTo("abcd".getBytes(UTF_8));
            assertThat(into[1].position()).isEqualTo(2);
            assertThat(channel.read(into)).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("a gathering write is one write: it comes as a whole, also to the end, or not at all")
    void gathersAsOne() throws IOException {
        long free = fs.mounted.statfs().freeBlocks();
        ByteBuffer small = ByteBuffer.allocate(100);
        ByteBuffer tooMuch = ByteBuffer.allocateDirect((int) (free + 1) * 4096);
        try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
            assertThatThrownBy(() -> channel.write(new ByteBuffer[] {small, tooMuch}))
                    .isInstanceOf(IOException.class);
            assertThat(channel.size()).isZero();
            assertThat(channel.position()).isZero();
            assertThat(small.position()).isZero();
            assertThat(channel.write(new ByteBuffer[] {bytes("ab"), bytes(""), bytes("cd")}))
                    .isEqualTo(4);
            assertThat(channel.position()).isEqualTo(4);
        }
        try (FileChannel channel = FileChannel.open(file, APPEND)) {
            assertThat(channel.write(new ByteBuffer[] {bytes("ef"), bytes("g")}))
                    .isEqualTo(3);
        }
        assertThat(Files.readString(file)).isEqualTo("abcdefg");
    }

    @Test
    @DisplayName("scattering refuses buffers that cannot be changed, before it reads")
    void scattersIntoChangeableBuffers() throws IOException {
        Files.writeString(file, "abcd");
        try (FileChannel channel = FileChannel.open(file, READ)) {
            ByteBuffer first = ByteBuffer.allocate(2);
            ByteBuffer fixed = ByteBuffer.allocate(2).asReadOnlyBuffer();
            assertThatThrownBy(() -> channel.read(new ByteBuffer[] {first, fixed}))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(first.position()).isZero();
            assertThat(channel.read(new ByteBuffer[] {ByteBuffer.allocate(0)})).isZero();
            assertThat(channel.position()).isZero();
        }
    }

    @Test
    @DisplayName("transfers move bytes between channels and leave the position alone")
    void transfers() throws IOException {
        Files.writeString(file, "0123456789");
        try (FileChannel source = FileChannel.open(file, READ);
                FileChannel target = FileChannel.open(fs.path("/target"), CREATE, READ, WRITE)) {
            assertThat(source.transferTo(2, 5, target)).isEqualTo(5);
            assertThat(source.position()).isZero();
            assertThat(target.transferFrom(source.position(8), 5, 100)).isEqualTo(2);
            assertThat(target.transferFrom(source.position(0), 100, 1)).isZero();
        }
        assertThat(fs.path("/target")).hasContent("2345689");
    }

    @Test
    @DisplayName("S46: transferTo and transferFrom into a frozen file system wait for the thaw (splice)")
    void transfersIntoAFrozenFileSystem() throws Exception {
        Files.writeString(file, "0123456789");
        try (FileChannel source = FileChannel.open(file, READ);
                FileChannel to = FileChannel.open(fs.path("/to"), CREATE, WRITE);
                FileChannel from = FileChannel.open(fs.path("/from"), CREATE, WRITE)) {
            fs.mounted.freeze();
            AtomicReference<Object> sent = new AtomicReference<>();
            AtomicReference<Object> received = new AtomicReference<>();
            Thread sender = transferInThread(() -> source.transferTo(0, 5, to), sent);
            Thread receiver = transferInThread(() -> from.transferFrom(source, 0, 5), received);
            assertThat(Files.size(fs.path("/to"))).isZero();
            assertThat(Files.size(fs.path("/from"))).isZero();
            fs.mounted.thaw();
            sender.join();
            receiver.join();
            assertThat(sent.get()).isEqualTo(5L);
            assertThat(received.get()).isEqualTo(5L);
        }
        assertThat(fs.path("/to")).hasContent("01234");
        assertThat(fs.path("/from")).hasContent("01234");
    }

    /** Starts a transfer, and returns when it waits. */
    private static Thread transferInThread(Callable<Long> transfer, AtomicReference<Object> outcome) {
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                outcome.set(transfer.call());
            } catch (Exception e) {
                outcome.set(e);
            }
        });
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    @DisplayName("several appending channels never overwrite one another")
    void appends() throws IOException {
        try (FileChannel first = FileChannel.open(file, CREATE, APPEND);
                FileChannel second = FileChannel.open(file, APPEND)) {
            first.write(bytes("a"));
            second.write(bytes("b"));
            first.write(bytes("c"), 0);
            assertThat(first.position()).isEqualTo(3);
        }
        assertThat(file).hasContent("abc");
    }

    @Test
    @DisplayName("a channel of a directory can be forced, and neither read nor written")
    void directory() throws IOException {
        try (FileChannel channel = FileChannel.open(fs.root(), READ)) {
            channel.force(true);
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> channel.write(bytes("x"))).isInstanceOf(NonWritableChannelException.class);
        }
        assertThatThrownBy(() -> FileChannel.open(fs.root(), WRITE)).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("an interrupted thread's operation closes the channel and says so")
    void interruption() throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.write(bytes("x"))).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    @DisplayName("closing the file system closes its channels, and its paths lead nowhere")
    void closedFileSystem() throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        fs.files.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> Files.exists(file)).isInstanceOf(ClosedFileSystemException.class);
        assertThat(fs.mounted.exists("/file")).isTrue();
    }

    @Test
    @DisplayName("locks of one JVM may not overlap, whichever channel holds them")
    void overlappingLocks() throws IOException {
        try (FileChannel first = FileChannel.open(file, CREATE, READ, WRITE);
                FileChannel second = FileChannel.open(file, READ, WRITE)) {
            FileLock lock = first.lock(0, 10, true);
            assertThatThrownBy(() -> second.tryLock(9, 1, true)).isInstanceOf(OverlappingFileLockException.class);
            assertThatThrownBy(() -> first.lock(0, 0, false)).isInstanceOf(OverlappingFileLockException.class);
            FileLock other = second.tryLock(10, 0, false);
            assertThat(other).isNotNull();
            assertThat(other.size()).isEqualTo(Long.MAX_VALUE - 10);
            lock.release();
            assertThat(lock.isValid()).isFalse();
            assertThat(second.tryLock(0, 10, false).isValid()).isTrue();
        }
        try (FileChannel reader = FileChannel.open(file, READ);
                FileChannel writer = FileChannel.open(file, WRITE)) {
            assertThatThrownBy(reader::lock).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> writer.lock(0, 1, true)).isInstanceOf(NonReadableChannelException.class);
        }
    }

    @Test
    @DisplayName("a lock that someone else holds is waited for; closing the channel or an interrupt ends the wait")
    void waiting() throws Exception {
        FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
        DaxFile other = fs.mounted.open("/file", OpenFlag.READ, OpenFlag.WRITE);
        RangeLock held = other.tryLock(0, 10, false);
        assertThat(channel.tryLock(5, 1, false)).isNull();

        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread waiter = lockInThread(channel, outcome);
        held.close();
        waiter.join();
        assertThat(((FileLock) outcome.get()).isValid()).isTrue();
        channel.close();
        assertThat(((FileLock) outcome.get()).isValid()).isFalse();

        RangeLock again = other.tryLock(0, 10, false);
        FileChannel closed = FileChannel.open(file, READ, WRITE);
        waiter = lockInThread(closed, outcome);
        closed.close();
        waiter.join();
        assertThat(outcome.get()).isInstanceOf(AsynchronousCloseException.class);

        // often, since the waiter may wake before or after the channel learns of the interrupt
        for (int i = 0; i < 50; i++) {
            FileChannel interrupted = FileChannel.open(file, READ, WRITE);
            waiter = lockInThread(interrupted, outcome);
            waiter.interrupt();
            waiter.join();
            assertThat(outcome.get()).isInstanceOf(FileLockInterruptionException.class);
            assertThat(interrupted.isOpen()).isFalse();
        }
        again.close();
        other.close();
    }

    private static Thread lockInThread(FileChannel channel, AtomicReference<Object> outcome) {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                outcome.set(channel.lock());
            } catch (IOException e) {
                outcome.set(e);
            }
        });
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    @DisplayName("asynchronous operations run on the executor that was given, or on virtual threads")
    void asynchronous() throws Exception {
        try (ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "the executor"));
                AsynchronousFileChannel channel =
                        AsynchronousFileChannel.open(file, Set.of(CREATE, READ, WRITE), executor)) {
            assertThat(channel.write(bytes("content"), 3).get()).isEqualTo(7);
            CompletableFuture<String> thread = new CompletableFuture<>();
            ByteBuffer into = ByteBuffer.allocate(20);
            channel.read(into, 3, "attachment", new CompletionHandler<Integer, String>() {
                @Override
                public void completed(Integer count, String attachment) {
                    thread.complete(count + " " + attachment + " in "
                            + Thread.currentThread().getName());
                }

                @Override
                public void failed(Throwable error, String attachment) {
                    thread.completeExceptionally(error);
                }
            });
            assertThat(thread.get()).isEqualTo("7 attachment in the executor");
            assertThat(channel.read(into, 100).get()).isEqualTo(-1);
            try (FileLock lock = channel.lock().get()) {
                assertThat(lock.acquiredBy()).isSameAs(channel);
                assertThatThrownBy(() -> channel.lock(0, 1, false).get())
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(OverlappingFileLockException.class);
            }
        }
        AsynchronousFileChannel virtual = AsynchronousFileChannel.open(file, READ);
        assertThat(virtual.read(ByteBuffer.allocate(4), 0).get()).isEqualTo(4);
        assertThatThrownBy(() -> virtual.write(bytes("x"), 0)).isInstanceOf(NonWritableChannelException.class);
        virtual.close();
        assertThatThrownBy(() -> virtual.read(ByteBuffer.allocate(4), 0).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClosedChannelException.class);
    }
}
