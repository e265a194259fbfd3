package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.SimulatedDevice;

/** What a freeze stops, what goes on meanwhile, and what the device looks like. */
class FreezeTest {
    private static final int SIZE = 1 << 20;

    private final TestFs test = TestFs.ofSize(SIZE);

    @AfterEach
    void close() {
        test.close();
    }

    private byte[] image() {
        byte[] bytes = new byte[SIZE];
        test.device.getBytes(0, MemorySegment.ofArray(bytes), 0, SIZE);
        return bytes;
    }

    /** Starts a change on a thread of its own, and returns when it waits. */
    private static CompletableFuture<Void> startAndWaitUntilBlocked(Runnable change) {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Void> done = CompletableFuture.runAsync(change, task -> {
            Thread started = new Thread(task);
            thread.set(started);
            started.start();
        });
        await().until(() -> done.isDone() || thread.get().getState() == Thread.State.WAITING);
        assertThat(done).as("waits for the thaw").isNotDone();
        return done;
    }

    @Test
    @DisplayName(
            "S38, S39, G30: a page that was mapped for stores before the freeze blocks the next store until the thaw")
    void storesThroughMappingsWait() {
        DaxFile file = test.createNodatacow("/a");
        file.write(0, TestFs.pattern(8192, 1));
        for (MapMode mode : new MapMode[] {MapMode.SHARED, MapMode.SHARED_SYNC}) {
            DaxMapping mapping = file.map(mode, 0, 8192);
            mapping.putLong(0, 1);
            mapping.putLong(4096, 1);
            test.fs.freeze();
            byte[] frozen = image();
            CompletableFuture<Void> store = startAndWaitUntilBlocked(() -> mapping.putLong(0, 2));
            assertThat(mapping.getLong(0)).isEqualTo(1);
            assertThat(image()).isEqualTo(frozen);
            test.fs.thaw();
            store.join();
            assertThat(mapping.getLong(0)).isEqualTo(2);
            mapping.close();
        }
    }

    @Test
    @DisplayName("S39, G30: the image of a frozen file system is clean, has everything, and mounting it writes nothing")
    void theImageIsClean() {
        DaxFile file = test.create("/a", "written");
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 7);
        mapping.putByte(0, (byte) 'W');
        test.fs.mkdir("/b");
        test.fs.freeze();
        byte[] frozen = image();
        try (SimulatedDevice copy = SimulatedDevice.ofSize(SIZE)) {
            copy.putBytes(0, MemorySegment.ofArray(frozen), 0, SIZE);
            assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
            DaxFileSystem other = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
            try (DaxFile opened = other.open("/a")) {
                assertThat(opened.read(0, 7)).isEqualTo(TestFs.bytes("Written"));
            }
            assertThat(other.exists("/b")).isTrue();
            byte[] mounted = new byte[SIZE];
            copy.getBytes(0, MemorySegment.ofArray(mounted), 0, SIZE);
            assertThat(mounted).isEqualTo(frozen);
        }
        test.fs.unmount();
        assertThat(image()).as("an unmount had nothing left to write").isEqualTo(frozen);
    }

    @Test
    @DisplayName("G30: what a freeze writes back is durable when it returns")
    void aFreezeIsDurable() {
        PowerCutDevice cut = new PowerCutDevice(test.device);
        DaxFileSystem fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
        DaxFile file = fs.create("/a");
        file.write(0, TestFs.pattern(5000, 1));
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 5000);
        mapping.putBytes(4000, TestFs.pattern(500, 2));
        fs.freeze();
        assertThat(cut.durable()).isEqualTo(image());
    }

    @Test
    @DisplayName("S40: stores to private pages, and reads, go on while the file system is frozen")
    void privateStoresAndReadsGoOn() {
        DaxFile file = test.create("/a", "content");
        DaxMapping copied = file.map(MapMode.PRIVATE, 0, 7);
        copied.putByte(0, (byte) '1');
        DaxMapping untouched = file.map(MapMode.PRIVATE, 0, 7);
        test.fs.freeze();
        byte[] frozen = image();
        copied.putByte(1, (byte) '2');
        untouched.putByte(0, (byte) '3');
        assertThat(copied.getBytes(0, 3)).isEqualTo(TestFs.bytes("12n"));
        assertThat(untouched.getBytes(0, 3)).isEqualTo(TestFs.bytes("3on"));
        assertThat(file.read(0, 7)).isEqualTo(TestFs.bytes("content"));
        file.fsync();
        test.fs.sync();
        assertThat(image()).isEqualTo(frozen);
        test.fs.thaw();
        assertThat(copied.getBytes(0, 3)).isEqualTo(TestFs.bytes("12n"));
    }

    @Test
    @DisplayName(
            "G30: a load of the last page shows zeros past the end, changes nothing, and follows the file afterwards")
    void loadsOfTheLastPageChangeNothing() {
        DaxFile file = test.createNodatacow("/a");
        file.write(0, TestFs.pattern(4096, 1));
        file.truncate(100);
        test.fs.freeze();
        byte[] frozen = image();
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 4096);
        assertThat(mapping.getBytes(0, 4096)).isEqualTo(Arrays.copyOf(TestFs.pattern(100, 1), 4096));
        assertThat(image()).isEqualTo(frozen);
        test.fs.thaw();
        file.write(50, TestFs.bytes("new"));
        assertThat(mapping.getBytes(50, 3)).isEqualTo(TestFs.bytes("new"));
    }

    @Test
    void freezesDoNotNestAndAnyThreadMayThaw() {
        assertThatThrownBy(test.fs::thaw)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
        test.fs.freeze();
        assertThatThrownBy(test.fs::freeze)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
        CompletableFuture.runAsync(test.fs::thaw).join();
        test.write("/a", "goes on");
        test.fs.freeze();
        test.fs.thaw();
        assertThat(test.read("/a")).isEqualTo("goes on");
    }

    @Test
    void anUnmountEndsAFreezeAndFailsWhoWaits() {
        DaxFile file = test.fs.open("/a", OpenFlag.WRITE, OpenFlag.CREATE);
        test.fs.freeze();
        CompletableFuture<Void> write = startAndWaitUntilBlocked(() -> file.write(0, new byte[1]));
        test.fs.unmount();
        assertThatThrownBy(write::join)
                .cause()
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ESHUTDOWN));
        test.requireClean();
    }

    @Test
    @DisplayName("S20: under writers on several threads, the image stands still from freeze to thaw, again and again")
    void standsStillUnderWriters() {
        CompletableFuture<?>[] writers = new CompletableFuture<?>[4];
        AtomicReference<Boolean> stop = new AtomicReference<>(false);
        for (int i = 0; i < writers.length; i++) {
            DaxFile file = test.createNodatacow("/" + i);
            file.write(0, new byte[8192]);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, 8192);
            writers[i] = CompletableFuture.runAsync(
                    () -> {
                        for (long n = 0; !stop.get(); n++) {
                            mapping.putLong(n % 1024 * 8, n);
                            file.write(n % 8000, TestFs.bytes("written"));
                        }
                    },
                    task -> new Thread(task).start());
        }
        for (int i = 0; i < 50; i++) {
            test.fs.freeze();
            byte[] frozen = image();
            test.fs.readdir("/");
            assertThat(image()).isEqualTo(frozen);
            assertThat(TestFs.PROVIDER.fsck(test.device).problems()).isEmpty();
            test.fs.thaw();
        }
        stop.set(true);
        CompletableFuture.allOf(writers).join();
    }
}
