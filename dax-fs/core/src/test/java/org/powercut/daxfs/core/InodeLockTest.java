package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lock of an inode: accesses and writers exclude one another, whichever way the accesses take. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InodeLockTest {
    private static final int ACCESSORS = 3;
    private static final int CHANGES = 3_000;

    private final InodeLock lock = new InodeLock();
    private final ExecutorService threads = Executors.newFixedThreadPool(ACCESSORS + 1);
    private static final VarHandle ONE = handle("one");
    private static final VarHandle OTHER = handle("other");

    /** Changed under the lock for writing, both of them. */
    private long one;

    private long other;

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(InodeLockTest.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    @DisplayName("no access sees a change that is half done, and no writer comes while one is under way")
    void exclusion() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicIntegerArray inside = new AtomicIntegerArray(ACCESSORS * 32);
        List<Future<Long>> accessors = new ArrayList<>();
        for (int i = 0; i < ACCESSORS; i++) {
            int cell = i * 32;
            accessors.add(threads.submit(access(done, inside, cell)));
        }
        for (int i = 0; i < CHANGES; i++) {
            long stamp = lock.writeLock();
            for (int cell = 0; cell < inside.length(); cell += 32) {
                assertThat(inside.getPlain(cell))
                        .as("change %d, accessor %d", i, cell / 32)
                        .isZero();
            }
            one++;
            for (int spin = 0; spin < 20; spin++) {
                Thread.onSpinWait();
            }
            other++;
            lock.unlockWrite(stamp);
            for (int spin = 0; spin < i % 400; spin++) {
                Thread.onSpinWait(); // long enough for marks to be given again, now and then
            }
        }
        done.set(true);
        for (Future<Long> accessor : accessors) {
            assertThat(accessor.get()).isPositive();
        }
    }

    private Callable<Long> access(AtomicBoolean done, AtomicIntegerArray inside, int cell) {
        return () -> {
            long accesses = 0;
            while (!done.get()) {
                AccessMark mark = lock.enter();
                try {
                    inside.setPlain(cell, 1);
                    for (int look = 0; look < 20; look++) {
                        assertThat((long) ONE.getOpaque(this)).isEqualTo((long) OTHER.getOpaque(this));
                    }
                    inside.setPlain(cell, 0);
                } finally {
                    lock.leave(mark);
                }
                accesses++;
            }
            return accesses;
        };
    }

    @Test
    @DisplayName("a thread that accesses often needs the lock no more, until another thread writes")
    void marks() throws Exception {
        for (int i = 0; i < 300; i++) {
            lock.leave(lock.enter());
        }
        AccessMark mine = lock.enter();
        assertThat(mine).isNotNull();
        lock.leave(mine);
        lock.unlockWrite(lock.writeLock());
        AccessMark still = lock.enter();
        assertThat(still).as("a writer leaves its own mark alone").isSameAs(mine);
        lock.leave(still);
        threads.submit(() -> lock.unlockWrite(lock.writeLock())).get();
        AccessMark none = lock.enter();
        assertThat(none).as("another thread has written").isNull();
        lock.leave(none);
    }

    @Test
    @DisplayName("a writer waits for the access of another thread that has a mark")
    void writersWait() throws Exception {
        for (int i = 0; i < 300; i++) {
            lock.leave(lock.enter());
        }
        AccessMark mark = lock.enter();
        Future<?> writer = threads.submit(() -> lock.unlockWrite(lock.writeLock()));
        long stamp = lock.tryOptimisticRead();
        while (stamp != 0) {
            Thread.onSpinWait();
            stamp = lock.tryOptimisticRead(); // 0: the writer has the lock, but not the right to begin
        }
        assertThat(writer.isDone()).isFalse();
        lock.leave(mark);
        writer.get();
    }

    @Test
    @DisplayName("an access that has not begun cannot end")
    void misuse() {
        assertThatThrownBy(() -> lock.leave(null)).isInstanceOf(IllegalStateException.class);
    }
}
