package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Progress;
import org.powercut.pmem.SimulatedDevice;

/** A device that lost power at the wrong moment is noticed, if the file system was in use then. */
class ShutdownGuardTest {
    private static final long DEVICE = 77;

    private final TestFs test = TestFs.create();

    @BeforeEach
    void count() {
        test.fs.unmount();
        test.device.countUnsafeShutdowns(DEVICE, 5);
        test.fs = test.mount();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private byte[] image() {
        byte[] image = new byte[(int) test.device.size()];
        test.device.getBytes(0, MemorySegment.ofArray(image), 0, image.length);
        return image;
    }

    /** The power goes, and the device says that it could not save everything. */
    private void loseStores(long count) {
        test.device.countUnsafeShutdowns(DEVICE, count);
        test.fs = test.mount();
    }

    @Test
    @DisplayName("G47: a count that changed while in use makes the file system suspect until it was scrubbed")
    void inUse() {
        test.write("/a", "content");
        loseStores(6);
        assertThat(test.fs.isSuspect()).isTrue();
        assertThat(test.fs.dirtyShutdowns()).isEqualTo(1);
        test.write("/b", "content");
        test.remount();
        assertThat(test.fs.isSuspect()).as("nobody has scrubbed it").isTrue();
        assertThat(test.fs.scrub(Progress.NONE).isClean()).isTrue();
        assertThat(test.fs.isSuspect()).isFalse();
        test.remountWithoutUnmount();
        assertThat(test.fs.isSuspect()).isFalse();
        assertThat(test.fs.dirtyShutdowns()).isEqualTo(1);
        test.write("/c", "content");
        loseStores(7);
        assertThat(test.fs.isSuspect()).isTrue();
        assertThat(test.fs.dirtyShutdowns()).isEqualTo(2);
    }

    @Test
    @DisplayName("G47: a count that changed while nobody used the file system says nothing")
    void notInUse() {
        loseStores(6);
        assertThat(test.fs.isSuspect()).as("only read").isFalse();
        test.write("/a", "content");
        test.fs.unmount();
        loseStores(7);
        assertThat(test.fs.isSuspect()).as("unmounted").isFalse();
        test.write("/a2", "content");
        test.fs = test.mount();
        assertThat(test.fs.isSuspect()).as("crashed, but nothing was lost").isFalse();
        assertThat(test.fs.dirtyShutdowns()).isZero();
    }

    @Test
    @DisplayName("another device than before, while in use, is suspect too")
    void moved() {
        test.write("/a", "content");
        test.device.countUnsafeShutdowns(DEVICE + 1, 5);
        test.fs = test.mount();
        assertThat(test.fs.isSuspect()).isTrue();
    }

    @Test
    @DisplayName(
            "a mount that only reads writes nothing, and a device that does not count is never written to for that")
    void writesNothing() {
        byte[] before = image();
        assertThat(test.fs.readdir("/")).isEmpty();
        test.fs.unmount();
        assertThat(image()).isEqualTo(before);
        try (SimulatedDevice device = SimulatedDevice.ofSize(1 << 20)) {
            TestFs.PROVIDER.mkfs(device);
            try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, org.powercut.daxfs.MountOptions.defaults())) {
                fs.mkdir("/d");
            }
            assertThat(Superblock.read(device).number(Layout.Superblock.GENERATION))
                    .isEqualTo(1);
        }
    }

    @Test
    @DisplayName("G47: the mark of use is durable before the first change is")
    void markComesFirst() {
        test.fs.unmount();
        PowerCutDevice cuts = new PowerCutDevice(test.device);
        byte[] clean = image();
        List<byte[]> images = new ArrayList<>();
        Random random = new Random(3);
        cuts.beforeFence(() -> {
            images.add(cuts.durable());
            images.add(cuts.image(random));
            images.add(image());
        });
        DaxFileSystem fs = TestFs.PROVIDER.mount(cuts.device, org.powercut.daxfs.MountOptions.defaults());
        fs.mkdir("/new");
        images.add(cuts.durable());
        assertThat(images).hasSizeGreaterThan(6);
        test.device.countUnsafeShutdowns(DEVICE, 6);
        int suspect = 0;
        for (byte[] image : images) {
            test.device.putBytes(0, MemorySegment.ofArray(image), 0, image.length);
            boolean changed =
                    !java.util.Arrays.equals(image, 8192, image.length - 8192, clean, 8192, image.length - 8192);
            test.fs = test.mount();
            assertThat(test.fs.isSuspect() || !changed).isTrue();
            suspect += test.fs.isSuspect() ? 1 : 0;
            test.requireClean();
        }
        assertThat(suspect).isPositive();
    }
}
