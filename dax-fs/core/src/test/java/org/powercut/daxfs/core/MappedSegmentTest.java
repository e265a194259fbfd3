package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.pmem.SimulatedDevice;

/** Mapped files as plain memory. */
class MappedSegmentTest {
    private static final int PAGE = 4096;

    private final TestFs test = TestFs.ofSize(16 << 20);

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    /** A file whose blocks are scattered, with a hole. */
    private DaxFile scattered(DaxFileSystem fs) {
        DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        DaxFile other = fs.create("/other");
        for (int page = 0; page < 6; page++) {
            if (page != 3) {
                file.write((long) page * PAGE, TestFs.pattern(PAGE, page));
            }
            other.append(new byte[PAGE]);
        }
        return file;
    }

    @Test
    @DisplayName("a segment shows the file, holes too, and its stores are the file's")
    void agrees() {
        DaxFile file = scattered(test.fs);
        byte[] before = file.read(0, 6 * PAGE);
        long free = test.fs.statfs().freeBlocks();
        DaxMapping mapping = file.map(MapMode.SHARED, PAGE, 5 * PAGE);
        MemorySegment segment = mapping.segment();
        assertThat(segment.byteSize()).isEqualTo(5 * PAGE);
        assertThat(segment.toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(java.util.Arrays.copyOfRange(before, PAGE, 6 * PAGE));
        assertThat(test.fs.statfs().freeBlocks())
                .as("old blocks are free, the hole has one")
                .isEqualTo(free - 1);
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, 2 * PAGE, 77);
        assertThat(mapping.getLong(2 * PAGE)).isEqualTo(77);
        assertThat(Bytes.getLong(file.read(3 * PAGE, 8), 0)).isEqualTo(77);
        mapping.putLong(8, 78);
        assertThat(segment.get(ValueLayout.JAVA_LONG_UNALIGNED, 8)).isEqualTo(78);
        file.write(PAGE + 16, TestFs.bytes("in place"));
        assertThat(segment.asSlice(16, 8).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(TestFs.bytes("in place"));
        assertThat(mapping.segment()).isEqualTo(segment);
        test.remountWithoutUnmount();
        assertThat(Bytes.getLong(test.fs.open("/f").read(3 * PAGE, 8), 0)).isEqualTo(77);
    }

    @Test
    @DisplayName(
            "writes around and into a segment of a copy-on-write file go on, in place where it is, and so does growth")
    void writes() {
        DaxFile file = test.fs.create("/f");
        file.write(0, TestFs.pattern(4 * PAGE + 100, 1));
        byte[] expected = java.util.Arrays.copyOf(TestFs.pattern(4 * PAGE + 100, 1), 6 * PAGE);
        MemorySegment segment = file.map(MapMode.SHARED, PAGE, PAGE).segment();
        MemorySegment end = file.map(MapMode.SHARED, 4 * PAGE, PAGE).segment();
        byte[] bytes = TestFs.pattern(3 * PAGE, 9);
        file.write(100, bytes);
        System.arraycopy(bytes, 0, expected, 100, bytes.length);
        assertThat(file.read(0, 4 * PAGE + 100)).isEqualTo(java.util.Arrays.copyOf(expected, 4 * PAGE + 100));
        assertThat(segment.toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(java.util.Arrays.copyOfRange(expected, PAGE, 2 * PAGE));
        file.append(bytes);
        System.arraycopy(bytes, 0, expected, 4 * PAGE + 100, 2 * PAGE - 100);
        assertThat(file.read(0, 6 * PAGE)).isEqualTo(expected);
        assertThat(end.toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(java.util.Arrays.copyOfRange(expected, 4 * PAGE, 5 * PAGE));
        test.remountWithoutUnmount();
        assertThat(test.fs.open("/f").read(0, 6 * PAGE)).isEqualTo(expected);
    }

    @Test
    @DisplayName(
            "a mapped page of one file is written to another and read into another's, but not into one for reading")
    void isTheBufferOfReadsAndWrites() {
        DaxFile from = scattered(test.fs);
        DaxFile to = test.createNodatacow("/to");
        to.write(0, new byte[2 * PAGE]);
        byte[] page = from.read(0, PAGE);
        to.write(0, from.map(MapMode.SHARED, 0, PAGE).segment());
        assertThat(to.read(0, PAGE)).isEqualTo(page);
        from.read(0, to.map(MapMode.SHARED, PAGE, PAGE).segment());
        assertThat(to.read(PAGE, PAGE)).isEqualTo(page);
        MemorySegment reading = to.map(MapMode.SHARED_READ, PAGE, PAGE).segment();
        assertThatThrownBy(() -> from.read(PAGE, reading)).isInstanceOf(IllegalArgumentException.class);
        assertThat(to.read(PAGE, PAGE)).isEqualTo(page);
    }

    @Test
    @DisplayName("2 MiB and more lie aligned, so that one fault maps them")
    void aligned() {
        DaxFile file = test.createNodatacow("/f");
        file.truncate(2L * HugePages.PAGES * PAGE);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 2L * HugePages.PAGES * PAGE);
        mapping.segment();
        mapping.putLong(0, 1);
        assertThat(mapping.faults().huge()).isEqualTo(1);
    }

    @Test
    @DisplayName("a closed mapping's segment fails, and so does that of an unmounted file system")
    void lifetime() {
        DaxFile file = scattered(test.fs);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 2 * PAGE);
        MemorySegment segment = mapping.segment();
        segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 9);
        mapping.close();
        assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        file.truncate(0);
        file.truncate(PAGE);
        MemorySegment other = file.map(MapMode.SHARED, 0, PAGE).segment();
        test.fs.unmount();
        assertThatThrownBy(() -> other.set(ValueLayout.JAVA_BYTE, 0, (byte) 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("stores through a segment cannot be stopped: freeze and snapshots fail with EBUSY while there is one")
    void freeze() {
        DaxFile file = scattered(test.fs);
        DaxMapping reading = file.map(MapMode.SHARED_READ, 0, PAGE);
        assertThat(reading.segment().isReadOnly()).isTrue();
        DaxMapping storing = file.map(MapMode.SHARED, PAGE, PAGE);
        storing.segment();
        for (ThrowingCallable operation :
                List.<ThrowingCallable>of(test.fs::freeze, () -> test.fs.createSnapshot("snapshot"))) {
            assertThatThrownBy(operation)
                    .isInstanceOfSatisfying(
                            DaxFileSystemException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
        }
        storing.close();
        test.fs.freeze();
        test.fs.thaw();
        test.fs.createSnapshot("snapshot");
    }

    @Test
    @DisplayName("what has no run of blocks, no memory, or no pages is refused, and nothing changes")
    void refusals() {
        DaxFile file = scattered(test.fs);
        assertThatThrownBy(() -> file.map(MapMode.PRIVATE, 0, PAGE).segment())
                .isInstanceOf(NotSupportedException.class);
        assertThatThrownBy(() -> file.map(MapMode.SHARED, 0, 7 * PAGE).segment())
                .isInstanceOf(PastEndOfFileException.class);
        try (SimulatedDevice memory = SimulatedDevice.ofSize(4 << 20)) {
            TestFs.PROVIDER.mkfs(memory);
            try (DaxFileSystem fs =
                    TestFs.PROVIDER.mount(new PowerCutDevice(memory).withoutMemory(), MountOptions.defaults())) {
                DaxFile other = scattered(fs);
                assertThatThrownBy(() -> other.map(MapMode.SHARED, 0, PAGE).segment())
                        .isInstanceOf(NotSupportedException.class)
                        .hasMessageContaining("memory");
            }
        }
    }

    @Test
    @DisplayName(
            "S14, S16, G29: every fsync makes the stores through a segment durable, and a power cut while it is made loses nothing")
    void durability() {
        try (SimulatedDevice memory = SimulatedDevice.ofSize(2 << 20);
                SimulatedDevice copy = SimulatedDevice.ofSize(2 << 20)) {
            TestFs.PROVIDER.mkfs(memory);
            PowerCutDevice cut = new PowerCutDevice(memory);
            DaxFileSystem fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
            DaxFile file = scattered(fs);
            byte[] before = file.read(0, 6 * PAGE);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, 6 * PAGE);
            List<byte[]> images = new ArrayList<>();
            Random coin = new Random(1);
            cut.beforeFence(() -> {
                images.add(cut.durable());
                for (int i = 0; i < 20; i++) {
                    images.add(cut.image(coin));
                }
            });
            MemorySegment segment = mapping.segment();
            cut.beforeFence(() -> {});
            assertThat(images).isNotEmpty();
            for (byte[] image : images) {
                assertThat(recovered(copy, image)).isEqualTo(before);
            }
            for (byte round = 1; round < 4; round++) {
                segment.fill(round);
                cut.storedBehindItsBack(segment);
                file.fsync();
                assertThat(recovered(copy, cut.durable())).containsOnly(round);
            }
            fs.unmount();
        }
    }

    private static byte[] recovered(SimulatedDevice copy, byte[] image) {
        copy.putBytes(0, MemorySegment.ofArray(image), 0, image.length);
        DaxFileSystem fs = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
        assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
        try (DaxFile file = fs.open("/f")) {
            return file.read(0, 6 * PAGE);
        }
    }
}
