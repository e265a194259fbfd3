package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;

/** More inodes than are kept in DRAM: they are loaded when they are asked for, and leave when nobody uses them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyInodesTest {
    private static final int FILES = 3_000;
    private static final int CAPACITY = 40;

    private final TestFs test = TestFs.ofSize(64 << 20);

    @AfterEach
    void close() {
        test.close();
    }

    private Inodes inodes() {
        return ((DaxFs) test.fs).volume.inodes;
    }

    private int residents() {
        int[] count = {0};
        inodes().forEachResident(inode -> count[0]++);
        return count[0];
    }

    private static String path(int file) {
        return "/d" + file % 50 + "/f" + file;
    }

    private void makeFiles() {
        for (int i = 0; i < 50; i++) {
            test.fs.mkdir("/d" + i);
        }
        for (int i = 0; i < FILES; i++) {
            test.write(path(i), "content " + i);
        }
    }

    @Test
    @DisplayName("files that are not in DRAM are found, read, changed and removed, whatever leaves DRAM in between")
    void loadedOnDemand() {
        inodes().setCapacity(CAPACITY);
        makeFiles();
        assertThat(residents()).isLessThan(2 * CAPACITY);
        test.remount();
        inodes().setCapacity(CAPACITY);
        for (int i = 0; i < FILES; i++) {
            assertThat(test.read(path(i))).isEqualTo("content " + i);
            if (i % 3 == 0) {
                test.fs.unlink(path(i));
            } else if (i % 3 == 1) {
                test.fs.rename(path(i), "/d" + (i + 1) % 50 + "/moved" + i);
            } else {
                test.fs.chmod(path(i), 0600);
            }
        }
        assertThat(residents()).isLessThan(2 * CAPACITY);
        test.remountWithoutUnmount();
        for (int i = 0; i < FILES; i++) {
            if (i % 3 == 1) {
                assertThat(test.read("/d" + (i + 1) % 50 + "/moved" + i)).isEqualTo("content " + i);
            } else if (i % 3 == 2) {
                assertThat(test.fs.stat(path(i)).mode()).isEqualTo(0600);
            }
        }
        assertThat(test.fs.statfs().freeInodes()).isEqualTo(test.fs.statfs().inodes() - FILES + FILES / 3 - 50);
    }

    @Test
    @DisplayName("directories keep their parents, and files their paths, when they come back")
    void parents() {
        makeFiles();
        test.fs.mkdir("/d1/sub");
        test.fs.mkdir("/d1/sub/sub");
        test.fs.rename("/d1/sub", "/d2/sub");
        test.fs.symlink("../../f2", "/d2/sub/sub/up");
        test.remount();
        inodes().setCapacity(1);
        assertThat(test.read("/d2/sub/sub/up")).isEqualTo("content 2");
        test.fs.rename("/d2/sub", "/d3/sub");
        test.write("/d3/f2", "other");
        assertThat(test.read("/d3/sub/sub/up")).isEqualTo("other");
        Inode file = inodes().get(test.fs.stat("/d3/sub/sub/up").ino());
        assertThat(inodes().pathOf(file)).isEqualTo("/d3/f2");
        test.remount();
    }

    @Test
    @DisplayName("what is open, mapped, dirty or unlinked stays")
    void inUseStays() {
        makeFiles();
        DaxFile open = test.fs.open(path(0), OpenFlag.READ, OpenFlag.WRITE);
        DaxFile unlinked = test.fs.open(path(1), OpenFlag.READ);
        test.fs.unlink(path(1));
        DaxMapping mapping;
        try (DaxFile file = test.fs.open(path(2), OpenFlag.READ, OpenFlag.WRITE)) {
            mapping = file.map(MapMode.SHARED, 0, 16);
        }
        mapping.putLong(0, 42);
        try (DaxFile file = test.fs.open(path(3), OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping dirty = file.map(MapMode.SHARED, 0, 16)) {
            dirty.putLong(8, 43);
        }
        inodes().setCapacity(1);
        for (int i = 4; i < 100; i++) {
            test.read(path(i));
        }
        assertThat(residents()).isLessThan(20);
        open.write(0, TestFs.bytes("changed"));
        assertThat(test.read(path(0))).startsWith("changed");
        assertThat(new String(unlinked.read(0, 9))).isEqualTo("content 1");
        unlinked.close();
        assertThat(mapping.getLong(0)).isEqualTo(42);
        mapping.close();
        open.close();
        test.fs.sync();
        test.remountWithoutUnmount();
        try (DaxFile file = test.fs.open(path(3));
                DaxMapping read = file.map(MapMode.PRIVATE, 0, 16)) {
            assertThat(read.getLong(8)).isEqualTo(43);
        }
    }

    @Test
    @DisplayName("threads that load, change and forget the same inodes never see two of one number")
    void threads() throws Exception {
        makeFiles();
        inodes().setCapacity(CAPACITY);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int seed = t;
            tasks.add(threads.submit(() -> {
                Random random = new Random(seed);
                for (int i = 0; i < 3_000; i++) {
                    step(random);
                }
                return null;
            }));
        }
        for (Future<?> task : tasks) {
            task.get();
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(residents()).isLessThan(2 * CAPACITY);
        long appended = 0;
        for (int pass = 0; pass < 2; pass++) {
            long sum = 0;
            for (int d = 0; d < 50; d++) {
                for (DirectoryEntry entry : test.fs.readdir("/d" + d)) {
                    sum += test.fs.stat("/d" + d + "/" + entry.name()).size();
                }
            }
            assertThat(pass == 0 || sum == appended).isTrue();
            appended = sum;
            test.remount();
        }
    }

    private void step(Random random) {
        String path = path(random.nextInt(300));
        try {
            switch (random.nextInt(6)) {
                case 0 -> test.fs.unlink(path);
                case 1 -> test.fs.rename(path, path(random.nextInt(300)));
                case 2 -> test.fs.link(path, path(random.nextInt(300)));
                case 3 -> assertThat(test.fs.stat(path).nlink()).isPositive();
                case 4 -> {
                    try (DaxFile file = test.fs.open(path, OpenFlag.READ)) {
                        file.read(0, 100);
                    }
                }
                default -> {
                    try (DaxFile file = test.fs.open(path, OpenFlag.WRITE, OpenFlag.CREATE)) {
                        long before = file.size();
                        file.append(new byte[10]);
                        assertThat(file.size()).isGreaterThanOrEqualTo(before + 10);
                    }
                }
            }
        } catch (DaxFileSystemException e) {
            assertThat(e.errno()).isIn(Errno.ENOENT, Errno.EEXIST);
        }
    }
}
