package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.powercut.daxfs.core.FallocateTest.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.RangeLock;

/** Advisory locks: who excludes whom, conversion, splitting, waiting. */
class RangeLockTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private DaxFile open() {
        return test.fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
    }

    @Test
    @DisplayName("Locks of different open files exclude each other unless both are shared, or apart")
    void exclude() {
        DaxFile one = open();
        DaxFile other = open();
        RangeLock lock = one.tryLock(10, 10, false);
        assertThat(lock).isNotNull();
        assertThat(other.tryLock(19, 1, true)).isNull();
        assertThat(other.tryLock(0, 0, false)).isNull();
        assertThat(other.tryLock(20, 0, false)).isNotNull();
        assertThat(other.tryLock(0, 10, false)).isNotNull();
        lock.close();
        lock.close();
        assertThat(lock.isHeld()).isFalse();
        assertThat(other.tryLock(10, 10, true)).isNotNull();
        assertThat(one.tryLock(10, 10, true)).isNotNull();
        assertThat(one.tryLock(10, 10, false)).isNull();
    }

    @Test
    @DisplayName("A lock converts and splits what its owner has; closing the file gives back everything")
    void convertAndSplit() {
        DaxFile one = open();
        DaxFile other = open();
        RangeLock all = one.tryLock(0, 0, false);
        RangeLock middle = one.tryLock(100, 100, true);
        assertThat(all.isHeld()).isTrue();
        assertThat(all.length()).isEqualTo(Long.MAX_VALUE);
        RangeLock shared = other.tryLock(150, 10, true);
        assertThat(shared).isNotNull();
        assertThat(other.tryLock(99, 10, true)).isNull();
        middle.close();
        assertThat(all.isHeld()).isFalse();
        assertThat(other.tryLock(100, 100, false)).isNotNull();
        assertThat(other.tryLock(200, 1, true)).isNull();
        one.close();
        assertThat(other.tryLock(0, 0, false)).isNotNull();
        refused(Errno.EBADF, () -> one.tryLock(0, 1, true));
    }

    @Test
    @DisplayName("What cannot be a lock is refused")
    void refuses() {
        DaxFile file = open();
        refused(Errno.EINVAL, () -> file.tryLock(-1, 1, true));
        refused(Errno.EINVAL, () -> file.tryLock(5, Long.MAX_VALUE, true));
        DaxFile reader = test.fs.open("/a");
        refused(Errno.EBADF, () -> reader.tryLock(0, 1, false));
        assertThat(reader.tryLock(0, 1, true)).isNotNull();
        refused(Errno.EISDIR, () -> test.fs.openDirectory("/").tryLock(0, 1, true));
    }

    private static Thread waiting(FutureTask<?> task) {
        Thread thread = new Thread(task);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    @DisplayName("Waiting ends with the lock, an interrupt, a close or an unmount")
    void waits() throws Exception {
        DaxFile one = open();
        DaxFile other = open();
        RangeLock lock = one.lock(0, 10, false);
        FutureTask<RangeLock> waiter = new FutureTask<>(() -> other.lock(5, 10, true));
        waiting(waiter);
        lock.close();
        assertThat(waiter.get().isHeld()).isTrue();
        FutureTask<RangeLock> interrupted = new FutureTask<>(() -> one.lock(5, 10, false));
        waiting(interrupted).interrupt();
        assertFails(interrupted, InterruptedException.class);
        FutureTask<RangeLock> closed = new FutureTask<>(() -> one.lock(5, 10, false));
        waiting(closed);
        one.close();
        assertFails(closed, DaxFileSystemException.class);
        DaxFile last = open();
        FutureTask<RangeLock> unmounted = new FutureTask<>(() -> last.lock(5, 10, false));
        waiting(unmounted);
        test.fs.unmount();
        assertFails(unmounted, DaxFileSystemException.class);
    }

    private static void assertFails(Future<?> future, Class<? extends Throwable> cause) {
        Assertions.assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(cause);
    }

    @Test
    @DisplayName("Random locks of several owners agree with a table of bytes")
    void agreesWithATable() {
        int bytes = 40;
        Random random = new Random(7);
        List<DaxFile> files = List.of(open(), open(), open());
        int[][] modes = new int[files.size()][bytes];
        for (int step = 0; step < 20_000; step++) {
            int who = random.nextInt(files.size());
            int start = random.nextInt(bytes);
            int length = 1 + random.nextInt(bytes - start);
            int mode = 1 + random.nextInt(2);
            boolean possible = true;
            for (int other = 0; other < files.size(); other++) {
                for (int i = start; i < start + length; i++) {
                    possible &= other == who || modes[other][i] == 0 || mode == 1 && modes[other][i] == 1;
                }
            }
            RangeLock lock = files.get(who).tryLock(start, length, mode == 1);
            assertThat(lock != null).as("step %d", step).isEqualTo(possible);
            if (lock != null) {
                boolean released = random.nextInt(3) > 0;
                if (released) {
                    lock.close();
                }
                for (int i = start; i < start + length; i++) {
                    modes[who][i] = released ? 0 : mode;
                }
            }
        }
    }

    @Test
    @DisplayName("Threads that hold an exclusive lock are alone")
    void threadsExclude() {
        int[] counter = {0};
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            DaxFile file = open();
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 500; i++) {
                    try (RangeLock lock = file.lock(3, 4, false)) {
                        counter[0] += lock.isHeld() ? 1 : 0;
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(counter[0]).isEqualTo(2_000);
    }
}
