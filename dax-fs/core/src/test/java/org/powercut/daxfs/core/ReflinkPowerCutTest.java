package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.SimulatedDevice;

/** Blocks that are shared, with the power cut before every fence. */
class ReflinkPowerCutTest {
    private static final int SIZE = 512 << 10;
    private static final int PAGE = 4096;

    private final SimulatedDevice memory = SimulatedDevice.ofSize(SIZE);
    private final SimulatedDevice copy = SimulatedDevice.ofSize(SIZE);
    private final List<byte[]> images = new ArrayList<>();
    private final Random coin = new Random(1);
    private PowerCutDevice cut;
    private DaxFileSystem fs;

    @BeforeEach
    void mount() {
        TestFs.PROVIDER.mkfs(memory);
        cut = new PowerCutDevice(memory);
        fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
        cut.beforeFence(() -> {
            images.add(cut.durable());
            for (int i = 0; i < 2; i++) {
                images.add(cut.image(coin));
            }
        });
    }

    @AfterEach
    void close() {
        memory.close();
        copy.close();
    }

    private DaxFile open(String path, boolean inPlace) {
        return inPlace
                ? fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)
                : fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
    }

    private DaxFileSystem recover(byte[] image) {
        copy.putBytes(0, MemorySegment.ofArray(image), 0, SIZE);
        DaxFileSystem recovered = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
        assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
        return recovered;
    }

    private static String describe(DaxFileSystem fs) {
        StringBuilder state = new StringBuilder();
        for (String path : new String[] {"/a", "/b", "/c"}) {
            if (fs.exists(path)) {
                try (DaxFile file = fs.open(path)) {
                    byte[] content = file.read(0, (int) file.size());
                    state.append(path).append(' ').append(content.length);
                    state.append(' ').append(Arrays.hashCode(content)).append('\n');
                }
            }
        }
        return state.toString();
    }

    /** In a recovered file system, every file still has its bytes for itself. */
    private static void requireIndependent(DaxFileSystem fs) {
        for (String path : new String[] {"/a", "/b", "/c"}) {
            if (fs.exists(path)) {
                try (DaxFile file = fs.open(path, OpenFlag.WRITE)) {
                    byte[] mark = TestFs.bytes(path.repeat(100));
                    for (long offset = 0; offset < file.size(); offset += PAGE) {
                        file.write(offset, mark);
                    }
                }
            }
        }
        for (String path : new String[] {"/a", "/b", "/c"}) {
            if (fs.exists(path)) {
                try (DaxFile file = fs.open(path)) {
                    for (long offset = 0; offset < file.size(); offset += PAGE) {
                        assertThat(file.read(offset, 200)).isEqualTo(TestFs.bytes(path.repeat(100)));
                    }
                }
            }
        }
    }

    @DisplayName(
            "G14, G32: clone, dedupe and unsharing happen as a whole or not at all, and leave the other file alone")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachOperationIsAtomicAndDurable(long seed) {
        Random random = new Random(seed);
        open("/a", true).write(0, TestFs.pattern(5 * PAGE, 1));
        open("/b", false).write(0, TestFs.pattern(4 * PAGE, 1));
        open("/c", true).write(0, TestFs.pattern(3 * PAGE, 2));
        String before = describe(fs);
        for (int i = 0; i < 120; i++) {
            images.clear();
            boolean torn = step(random);
            String after = describe(fs);
            for (byte[] image : images) {
                try (DaxFileSystem recovered = recover(image)) {
                    if (!torn) {
                        assertThat(describe(recovered)).as("operation %d", i).isIn(before, after);
                    }
                    if (random.nextInt(20) == 0) {
                        requireIndependent(recovered);
                    }
                }
            }
            try (DaxFileSystem recovered = recover(cut.durable())) {
                assertThat(describe(recovered)).as("after operation %d", i).isEqualTo(after);
                requireIndependent(recovered);
            }
            before = after;
        }
    }

    /** One operation; returns whether it may tear, as an overwrite in place does. */
    private boolean step(Random random) {
        try (DaxFile one = fs.open(path(random), OpenFlag.READ, OpenFlag.WRITE);
                DaxFile other = fs.open(path(random), OpenFlag.READ, OpenFlag.WRITE)) {
            long pages = one.size() / PAGE;
            long page = pages == 0 ? 0 : random.nextLong(pages);
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    long to = one.stat().ino() == other.stat().ino() ? 8 : random.nextLong(6);
                    other.cloneRange(one, page * PAGE, to * PAGE, Math.min(pages - page, 2) * PAGE);
                }
                case 2 -> {
                    if (one.stat().ino() != other.stat().ino()) {
                        other.cloneFile(one);
                    }
                }
                case 3 -> {
                    if (one.stat().ino() != other.stat().ino() && other.size() >= (page + 1) * PAGE) {
                        other.dedupeRange(one, page * PAGE, page * PAGE, Math.min(pages - page, 1) * PAGE);
                    }
                }
                case 4 -> one.allocate(FallocateMode.UNSHARE_RANGE, 0, Math.max(1, one.size()));
                case 5 -> one.truncate(random.nextInt(6 * PAGE));
                default -> {
                    one.write(random.nextInt(5 * PAGE), TestFs.pattern(1 + random.nextInt(PAGE), random.nextInt()));
                    return one.stat().nodatacow();
                }
            }
        } catch (DaxFileSystemException e) {
            assertThat(e.errno())
                    .as(e.getMessage())
                    .isEqualTo(Errno.EINVAL); // ranges that overlap or end within a page
        }
        return false;
    }

    private static String path(Random random) {
        return "/" + (char) ('a' + random.nextInt(3));
    }

    @DisplayName(
            "G25, S37: a MAP_SYNC store to a shared page is durable by the user's own flush and fence, in its file only")
    @Test
    void syncedStoresToSharedPages() {
        byte[] content = TestFs.pattern(4 * PAGE, 1);
        DaxFile source = open("/a", true);
        source.write(0, content);
        DaxFile target = open("/b", true);
        DaxMapping before = source.map(MapMode.SHARED_SYNC, 0, 4 * PAGE);
        before.putLong(PAGE, 1);
        target.cloneFile(source);
        Bytes.putLong(content, PAGE, 1);
        byte[] cloned = content.clone();
        for (int page = 3; page >= 0; page--) {
            before.putLong(page * PAGE + 64, 7);
            before.flush(page * PAGE + 64, 8);
            before.fence();
            Bytes.putLong(content, page * PAGE + 64, 7);
            try (DaxFileSystem recovered = recover(cut.durable())) {
                assertThat(recovered.open("/a").read(0, 4 * PAGE)).isEqualTo(content);
                assertThat(recovered.open("/b").read(0, 4 * PAGE)).isEqualTo(cloned);
            }
        }
    }

    @DisplayName("a clone of a file with dirty mapped pages is durable with them")
    @Test
    void dirtyPagesAreDurableInTheClone() {
        DaxFile source = open("/a", false);
        byte[] content = TestFs.pattern(3 * PAGE, 1);
        source.write(0, content);
        try (DaxMapping mapping = source.map(MapMode.SHARED, 0, 3 * PAGE)) {
            mapping.putBytes(100, TestFs.pattern(2 * PAGE, 9));
            System.arraycopy(TestFs.pattern(2 * PAGE, 9), 0, content, 100, 2 * PAGE);
            DaxFile target = open("/b", false);
            target.cloneFile(source);
            try (DaxFileSystem recovered = recover(cut.durable())) {
                assertThat(recovered.open("/b").read(0, 3 * PAGE)).isEqualTo(content);
                assertThat(recovered.open("/a").read(0, 3 * PAGE)).isEqualTo(content);
            }
            mapping.putLong(0, 5);
            assertThat(target.read(0, 3 * PAGE)).isEqualTo(content);
        }
    }
}
