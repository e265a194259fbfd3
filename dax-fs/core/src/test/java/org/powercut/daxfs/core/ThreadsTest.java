package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.pmem.MediaErrors.Visibility;

/** Many threads at once: no deadlock, no torn state, and a clean file system afterwards. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadsTest {
    private static final int THREADS = 8;

    private TestFs test = TestFs.ofSize(16 << 20);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        test.close();
    }

    private void together(Callable<?>... tasks) throws Exception {
        List<Future<?>> futures = new ArrayList<>();
        for (Callable<?> task : tasks) {
            futures.add(threads.submit(task));
        }
        for (Future<?> future : futures) {
            future.get();
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsChangeOneTree(Contract contract) throws Exception {
        test.close();
        test = TestFs.ofSize(16 << 20, contract);
        Callable<?>[] tasks = new Callable<?>[THREADS];
        for (int t = 0; t < THREADS; t++) {
            int seed = t;
            tasks[t] = () -> {
                Random random = new Random(seed);
                for (int i = 0; i < 1_500; i++) {
                    step(random);
                }
                return null;
            };
        }
        together(tasks);
        test.remount();
        test.fs
                .readdir("/")
                .forEach(entry ->
                        assertThat(test.fs.lstat("/" + entry.name()).ino()).isEqualTo(entry.ino()));
    }

    private void step(Random random) {
        String path = "/" + random.nextInt(10);
        String other = "/" + random.nextInt(10);
        try {
            switch (random.nextInt(8)) {
                case 0 -> test.fs.mkdir(path);
                case 1 -> test.fs.rmdir(path);
                case 2 -> test.fs.rename(path, other);
                case 3 -> test.fs.link(path, other);
                case 4 -> test.fs.unlink(path);
                case 5 -> test.fs.sync();
                default -> {
                    try (DaxFile file = test.fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE)) {
                        file.append(TestFs.pattern(random.nextInt(9_000), 1));
                        file.truncate(random.nextInt(20_000));
                        try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 20_000)) {
                            mapping.putLong(random.nextInt(2_000) * 8L, 1);
                        }
                    }
                }
            }
        } catch (DaxFileSystemException e) {
            assertThat(e.errno())
                    .isIn(
                            Errno.ENOENT,
                            Errno.EEXIST,
                            Errno.ENOTEMPTY,
                            Errno.ENOTDIR,
                            Errno.EISDIR,
                            Errno.EPERM,
                            Errno.EINVAL);
        }
    }

    @Test
    @DisplayName("S10, G17: a copy-on-write write is seen whole or not at all")
    void aCopyOnWriteWriteIsSeenWholeOrNotAtAll() throws Exception {
        int length = 3 * 4096;
        DaxFile file = test.fs.create("/a");
        file.write(0, new byte[length]);
        Callable<?>[] tasks = new Callable<?>[4];
        for (int t = 0; t < 4; t++) {
            byte value = (byte) t;
            tasks[t] = t % 2 == 0
                    ? () -> {
                        byte[] data = new byte[length];
                        java.util.Arrays.fill(data, value);
                        for (int i = 0; i < 2_000; i++) {
                            file.write(0, data);
                        }
                        return null;
                    }
                    : () -> {
                        for (int i = 0; i < 2_000; i++) {
                            byte[] read = file.read(0, length);
                            assertThat(read).containsOnly(read[0]);
                        }
                        return null;
                    };
        }
        together(tasks);
        test.remount();
    }

    @Test
    void storesRaceWithFsyncTruncateAndWrites() throws Exception {
        DaxFile file = test.createNodatacow("/a");
        file.truncate(16 * 4096);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 16 * 4096);
        together(
                () -> {
                    for (int i = 0; i < 50_000; i++) {
                        try {
                            mapping.putLong(i % 16 * 4096L, i);
                            mapping.getLong(i % 7 * 4096L);
                        } catch (PastEndOfFileException e) {
                            continue; // the truncate below was faster
                        }
                    }
                    return null;
                },
                () -> {
                    for (int i = 0; i < 2_000; i++) {
                        file.fsync();
                    }
                    return null;
                },
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        file.truncate(i % 16 * 4096L + 100);
                        file.truncate(16 * 4096);
                    }
                    return null;
                },
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        file.write(i % 60_000, TestFs.pattern(5_000, i));
                    }
                    return null;
                });
        mapping.close();
        file.close();
        test.remount();
    }

    @Test
    void mediaErrorsAreFoundByManyThreadsAtOnce() throws Exception {
        DaxFile[] files = new DaxFile[THREADS];
        Callable<?>[] tasks = new Callable<?>[THREADS];
        for (int t = 0; t < THREADS; t++) {
            files[t] = test.createNodatacow("/f" + t);
            files[t].write(0, TestFs.pattern(20 * 4096, t));
            DaxFile file = files[t];
            int number = t;
            tasks[t] = () -> {
                for (int page = 0; page < 20; page++) {
                    long offset = page * 4096L;
                    String name = "data[/f" + number + "] page " + page;
                    long address = TestFs.PROVIDER
                            .mediaMap(test.device)
                            .find(name)
                            .getFirst()
                            .offset();
                    test.device.mediaErrors().poison(address, 1, Visibility.LATENT);
                    try {
                        file.read(offset, 4096);
                    } catch (DaxFileSystemException e) {
                        assertThat(e.errno()).isEqualTo(Errno.EIO);
                    }
                    test.fs.mediaErrors();
                    if (page % 2 == 0) {
                        file.write(offset, TestFs.pattern(4096, number));
                        assertThat(file.read(offset, 4096)).isEqualTo(TestFs.pattern(4096, number));
                    }
                }
                return null;
            };
        }
        together(tasks);
        assertThat(test.fs.mediaErrors()).hasSize(THREADS * 10);
        test.remount();
        assertThat(test.fs.mediaErrors()).hasSize(THREADS * 10);
    }

    @Test
    @DisplayName("a change through a file that another thread closes meanwhile happens before that or fails with EBADF")
    void changesMeetTheLastClose() throws Exception {
        byte[] value = new byte[65_536];
        Random random = new Random(1);
        for (int round = 0; round < 1500; round++) {
            DaxFile file = test.fs.create("/f");
            test.fs.unlink("/f");
            CyclicBarrier start = new CyclicBarrier(2);
            Future<?> change = threads.submit(() -> {
                start.await();
                try {
                    file.xattrs().set("user.value", value);
                } catch (DaxFileSystemException e) {
                    assertThat(e.errno()).isEqualTo(Errno.EBADF);
                }
                return null;
            });
            start.await();
            for (int spins = random.nextInt(1500); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            file.close();
            test.write("/next", "next"); // may get the inode of the file
            change.get();
            test.remountWithoutUnmount();
            assertThat(test.read("/next")).isEqualTo("next");
            test.fs.unlink("/next");
        }
    }
}
