package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.SimulatedDevice;

/** What the contract WEAK promises, and that it promises no more, on a device that can lose what was not fenced. */
class WeakContractTest {
    private static final int SIZE = 4 << 20;
    private static final MountOptions WEAK = MountOptions.defaults().withContract(Contract.WEAK);

    private final SimulatedDevice memory = SimulatedDevice.ofSize(SIZE);
    private final SimulatedDevice copy = SimulatedDevice.ofSize(SIZE);
    private PowerCutDevice cut;
    private DaxFileSystem fs;

    @BeforeEach
    void mount() {
        TestFs.PROVIDER.mkfs(memory);
        cut = new PowerCutDevice(memory);
        fs = TestFs.PROVIDER.mount(cut.device, WEAK);
    }

    @AfterEach
    void close() {
        memory.close();
        copy.close();
    }

    /** What a mount finds after a power cut that leaves nothing but what was fenced. */
    private DaxFileSystem afterPowerCut() {
        return recovered(cut.durable());
    }

    private DaxFileSystem recovered(byte[] image) {
        copy.putBytes(0, MemorySegment.ofArray(image), 0, SIZE);
        DaxFileSystem recovered = TestFs.PROVIDER.mount(copy, WEAK);
        assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
        return recovered;
    }

    private void write(String path, byte[] content) {
        try (DaxFile file = fs.open(path, OpenFlag.WRITE, OpenFlag.CREATE)) {
            file.write(0, content);
        }
    }

    private static byte[] content(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path)) {
            return file.read(0, (int) file.size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void mountsSayTheirContract(Contract contract) {
        assertThat(TestFs.PROVIDER.contracts()).contains(contract);
        DaxFileSystem mounted =
                TestFs.PROVIDER.mount(memory, MountOptions.defaults().withContract(contract));
        assertThat(mounted.contract()).isEqualTo(contract);
    }

    @Test
    @DisplayName("G4: under WEAK nothing is durable before a sync, and after it all that came before")
    void syncMakesEarlierOperationsDurable() {
        fs.mkdir("/d");
        DaxFile file = fs.create("/d/a");
        file.write(0, TestFs.pattern(9_000, 1));
        fs.symlink("target", "/l");
        fs.create("/later").close();
        assertThat(afterPowerCut().readdir("/")).isEmpty();
        file.fsync();
        DaxFileSystem recovered = afterPowerCut();
        assertThat(recovered.readdir("/")).extracting("name").containsExactly("d", "l", "later");
        assertThat(content(recovered, "/d/a")).isEqualTo(TestFs.pattern(9_000, 1));
        assertThat(recovered.readlink("/l")).isEqualTo("target");
    }

    @ParameterizedTest
    @EnumSource(names = {"SYNC", "DSYNC"})
    @DisplayName("under WEAK what a file with SYNC or DSYNC shares is durable when the call returns")
    void sharingIsSyncedIfAsked(OpenFlag sync) {
        byte[] content = TestFs.pattern(10_000, 1);
        write("/source", content);
        DaxFile source = fs.open("/source");
        fs.open("/file", OpenFlag.WRITE, OpenFlag.CREATE, sync).cloneFile(source);
        assertThat(content(afterPowerCut(), "/file")).isEqualTo(content);
        fs.open("/range", OpenFlag.WRITE, OpenFlag.CREATE, sync).cloneRange(source, 0, 4096, 0);
        assertThat(content(afterPowerCut(), "/range")).hasSize(14_096).endsWith(content);
        write("/same", content);
        assertThat(fs.open("/same", OpenFlag.WRITE, sync).dedupeRange(source, 0, 0, content.length))
                .isTrue();
        assertThat(content(afterPowerCut(), "/same")).isEqualTo(content);
    }

    @Test
    @DisplayName("G3: under WEAK fdatasync makes size and blocks durable, also of a file that has data no longer")
    void fdatasyncMakesTheExtentMapDurable() {
        DaxFile file = fs.create("/a");
        file.write(0, TestFs.pattern(20_000, 1));
        file.fdatasync();
        assertThat(content(afterPowerCut(), "/a")).isEqualTo(TestFs.pattern(20_000, 1));
        file.truncate(100);
        file.fdatasync();
        assertThat(content(afterPowerCut(), "/a")).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SYNC", "DSYNC"})
    @DisplayName("G7: a write, an append, a truncate and a fallocate with O_SYNC or O_DSYNC are durable at return")
    void synchronousWritesAreDurable(String flag) {
        try (DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.valueOf(flag))) {
            file.write(0, TestFs.pattern(5_000, 1));
            assertThat(content(afterPowerCut(), "/a")).isEqualTo(TestFs.pattern(5_000, 1));
            file.append(TestFs.pattern(10, 2));
            assertThat(content(afterPowerCut(), "/a")).hasSize(5_010);
            file.truncate(70);
            assertThat(content(afterPowerCut(), "/a")).hasSize(70);
            file.allocate(FallocateMode.ALLOCATE, 0, 10_000);
            assertThat(content(afterPowerCut(), "/a")).hasSize(10_000);
        }
    }

    @Test
    @DisplayName("G7: O_SYNC makes the time of an overwrite in place durable too, O_DSYNC need not")
    void synchronousOverwritesInPlaceAreDurable() {
        try (DaxFile file =
                fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW, OpenFlag.SYNC)) {
            file.write(0, TestFs.pattern(5_000, 1));
            file.write(100, TestFs.pattern(300, 2));
            DaxFileSystem recovered = afterPowerCut();
            assertThat(content(recovered, "/a")).isEqualTo(content(fs, "/a"));
            assertThat(recovered.stat("/a").mtime()).isEqualTo(fs.stat("/a").mtime());
        }
    }

    @Test
    @DisplayName("G8: sync_file_range makes overwritten data of its range durable, and nothing else")
    void syncRangeIsForOverwritesOnly() {
        DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        file.write(0, new byte[3 * 4096]);
        file.fsync();
        file.write(100, TestFs.pattern(50, 1));
        file.write(8_192, TestFs.pattern(50, 2));
        file.write(12_288, TestFs.pattern(50, 3));
        file.syncRange(0, 4096);
        byte[] recovered = content(afterPowerCut(), "/a");
        assertThat(recovered).as("no new size").hasSize(3 * 4096);
        assertThat(Arrays.copyOfRange(recovered, 100, 150)).isEqualTo(TestFs.pattern(50, 1));
        assertThat(Arrays.copyOfRange(recovered, 8_192, 12_288)).containsOnly(0);
        file.syncRange(4096, 0);
        assertThat(Arrays.copyOfRange(content(afterPowerCut(), "/a"), 8_192, 8_242))
                .isEqualTo(TestFs.pattern(50, 2));
        file.fsync();
        assertThat(content(afterPowerCut(), "/a")).isEqualTo(content(fs, "/a"));
    }

    @Test
    @DisplayName("G6: under WEAK msync makes the stores of its range durable, and the file's blocks with them")
    void msync() {
        DaxFile file = fs.create("/a");
        file.truncate(20_000);
        try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 20_000)) {
            mapping.putLong(4096, 42);
            mapping.putLong(12_288, 43);
            mapping.force(4096, 8);
            byte[] recovered = content(afterPowerCut(), "/a");
            assertThat(recovered).hasSize(20_000);
            assertThat(recovered[4096]).isEqualTo((byte) 42);
            fs.sync();
            assertThat(content(afterPowerCut(), "/a")[12_288]).isEqualTo((byte) 43);
        }
    }

    @Test
    @DisplayName("G25: under WEAK a MAP_SYNC page is in the file durably before it can be stored to")
    void mapSyncCommitsTheGroup() {
        DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        file.write(0, new byte[4096]);
        file.truncate(8_192);
        try (DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, 8_192)) {
            for (long position : new long[] {0, 4096}) {
                mapping.putLong(position, 7);
                mapping.flush(position, 8);
                mapping.fence();
                assertThat(content(afterPowerCut(), "/a")[(int) position]).isEqualTo((byte) 7);
            }
        }
    }

    @Test
    @DisplayName("a group of more inodes than a journal record holds is committed in parts, in order")
    void bigGroups() {
        for (int i = 0; i < 200; i++) {
            fs.create("/" + i).close();
        }
        int early = afterPowerCut().readdir("/").size();
        assertThat(early).isBetween(Layout.Slot.ENTRIES, 199);
        fs.sync();
        assertThat(afterPowerCut().readdir("/")).hasSize(200);
    }

    @Test
    @DisplayName("a group of as many inodes as a journal record holds is atomic")
    void theBiggestGroupIsAtomic() {
        List<byte[]> images = new ArrayList<>();
        Random coin = new Random(1);
        for (int i = 0; i < Layout.Slot.ENTRIES - 1; i++) {
            fs.create("/" + i).close();
        }
        cut.beforeFence(() -> {
            for (int i = 0; i < 10; i++) {
                images.add(cut.image(coin));
            }
        });
        fs.sync();
        assertThat(images).hasSize(30);
        for (byte[] image : images) {
            assertThat(recovered(image).readdir("/").size()).isIn(0, Layout.Slot.ENTRIES - 1);
        }
    }

    @Test
    @DisplayName("G15: blocks and inodes that a group frees are not used again before it is durable")
    void whatIsFreedWaits() {
        byte[] old = TestFs.pattern(100_000, 1);
        write("/a", old);
        fs.sync();
        Random coin = new Random(1);
        for (int i = 0; i < 20; i++) {
            write("/a", TestFs.pattern(100_000, i));
            fs.unlink("/a");
            write("/a", TestFs.pattern(100_000, i + 50));
            assertThat(content(recovered(cut.image(coin)), "/a")).isEqualTo(old);
        }
        fs.sync();
        assertThat(content(afterPowerCut(), "/a")).isEqualTo(TestFs.pattern(100_000, 69));
    }

    @Test
    @DisplayName("the number of an inode that a group frees is not given to another one before it is durable")
    void freedNumbersWait() {
        write("/a", TestFs.pattern(100, 1));
        fs.sync();
        fs.unlink("/a");
        fs.mkdir("/d");
        Random coin = new Random(1);
        for (int i = 0; i < 20; i++) {
            assertThat(content(recovered(cut.image(coin)), "/a")).isEqualTo(TestFs.pattern(100, 1));
        }
        fs.sync();
        assertThat(afterPowerCut().readdir("/")).extracting("name").containsExactly("d");
    }

    @Test
    @DisplayName("space that a group has freed is there for whoever needs it")
    void shortOfSpaceTheGroupIsCommitted() {
        long free = fs.statfs().freeBlocks();
        int size = (int) (free * 4096 * 2 / 3);
        DaxFile file = fs.create("/a");
        for (int i = 0; i < 5; i++) {
            file.truncate(0);
            file.write(0, TestFs.pattern(size, i));
            file.fsync();
        }
        fs.unlink("/a");
        file.close();
        assertThat(fs.statfs().freeBlocks()).isEqualTo(free);
        write("/b", TestFs.pattern(size, 1));
        assertThatThrownBy(() -> write("/c", new byte[size])).isInstanceOf(NoSpaceException.class);
        fs.sync();
        assertThat(afterPowerCut().readdir("/")).extracting("name").containsExactly("b", "c");
    }

    @Test
    @DisplayName("inode numbers that a group has freed are there for whoever needs one")
    void shortOfInodesTheGroupIsCommitted() {
        long inodes = fs.statfs().freeInodes();
        for (int i = 0; i < inodes; i++) {
            fs.create("/" + i).close();
        }
        fs.sync();
        assertThatThrownBy(() -> fs.create("/more")).isInstanceOf(NoSpaceException.class);
        fs.unlink("/0");
        fs.create("/more").close();
        fs.sync();
        assertThat(afterPowerCut().readdir("/")).hasSize((int) inodes);
    }

    @Test
    @DisplayName("what a file hid by a truncate that is not durable is not overwritten before it is")
    void hiddenBytesStay() {
        byte[] old = TestFs.pattern(8_000, 1);
        for (boolean inPlace : new boolean[] {false, true}) {
            String path = "/" + inPlace;
            OpenFlag kind = inPlace ? OpenFlag.NODATACOW : OpenFlag.CREATE;
            DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, kind);
            file.write(0, old);
            file.fsync();
            file.truncate(4_500);
            file.truncate(20_000);
            file.write(9_000, TestFs.pattern(10, 2));
            Random coin = new Random(1);
            for (int i = 0; i < 20; i++) {
                byte[] recovered = content(recovered(cut.image(coin)), path);
                if (recovered.length == old.length) {
                    assertThat(recovered).isEqualTo(old);
                } else {
                    byte[] cutAndGrown = Arrays.copyOf(Arrays.copyOf(old, 4_500), recovered.length);
                    assertThat(recovered).isEqualTo(cutAndGrown);
                }
            }
        }
    }

    @Test
    @DisplayName("what a file moved or made unwritten is not overwritten before that is durable")
    void movedBytesStay() {
        byte[] old = TestFs.pattern(16_384, 1);
        for (FallocateMode mode :
                new FallocateMode[] {FallocateMode.COLLAPSE_RANGE, FallocateMode.INSERT_RANGE, FallocateMode.ZERO_RANGE
                }) {
            String path = "/" + mode;
            DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
            file.write(0, old);
            file.fsync();
            file.allocate(mode, 4_096, 4_096);
            byte[] moved = content(fs, path);
            byte[] data = TestFs.pattern(3_000, 2);
            file.write(4_096, data);
            byte[] written = content(fs, path);
            Random coin = new Random(1);
            for (int i = 0; i < 20; i++) {
                byte[] recovered = content(recovered(cut.image(coin)), path);
                assertThat(recovered)
                        .as(mode + ", image " + i)
                        .satisfiesAnyOf(
                                state -> assertThat(state).isEqualTo(old),
                                state -> assertWordByWord(state, moved, written));
            }
        }
    }

    private static void assertWordByWord(byte[] state, byte[] before, byte[] after) {
        assertThat(state).hasSameSizeAs(after);
        for (int i = 0; i < state.length; i++) {
            assertThat(state[i]).isIn(before[i], after[i]);
        }
    }

    @Test
    @DisplayName("a block that two files shared is not overwritten before the other one has let go of it durably")
    void sharedBlocksStay() {
        byte[] old = TestFs.pattern(8_192, 1);
        DaxFile one = fs.open("/one", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        DaxFile other = fs.open("/other", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        one.write(0, old);
        other.cloneFile(one);
        fs.sync();
        other.write(0, TestFs.pattern(8_192, 2));
        one.write(0, TestFs.pattern(8_192, 3));
        Random coin = new Random(1);
        for (int i = 0; i < 20; i++) {
            assertThat(content(recovered(cut.image(coin)), "/other")).isIn(old, TestFs.pattern(8_192, 2));
        }
    }

    @Test
    @DisplayName("G16: an orphan that a group has made does not come back when its blocks are used again")
    void orphansDoNotComeBack() {
        DaxFile orphan = fs.create("/orphan");
        orphan.write(0, TestFs.pattern(50_000, 1));
        fs.unlink("/orphan");
        fs.create("/a").close();
        fs.sync();
        copy.putBytes(0, MemorySegment.ofArray(cut.durable()), 0, SIZE);
        DaxFileSystem first = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
        DaxFile file = first.open("/a", OpenFlag.WRITE);
        byte[] content = TestFs.pattern(100 * 4096, 2);
        for (int page = 0; page < 100; page++) {
            file.write(page * 4096L, Arrays.copyOfRange(content, page * 4096, (page + 1) * 4096));
        }
        DaxFileSystem second = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
        assertThat(content(second, "/a")).isEqualTo(content);
        assertThat(second.readdir("/")).hasSize(1);
        assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
    }

    @Test
    @DisplayName("a log that is replaced more than once in a group is found by the next mount")
    void logsAreReplacedWithinGroups() {
        DaxFile file = fs.create("/a");
        file.write(0, new byte[4096]);
        file.fsync();
        for (int i = 0; i < 3_000; i++) {
            file.write(0, TestFs.pattern(100, i));
            if (i % 700 == 0) {
                file.fsync();
            }
        }
        Random coin = new Random(1);
        for (int i = 0; i < 10; i++) {
            assertThat(content(recovered(cut.image(coin)), "/a")[0]).isEqualTo(TestFs.pattern(1, 2_800)[0]);
        }
        file.fsync();
        assertThat(content(afterPowerCut(), "/a")[0]).isEqualTo(TestFs.pattern(1, 2_999)[0]);
    }

    @Test
    @DisplayName("under WEAK an unmount leaves everything durable")
    void unmountCommits() {
        write("/a", TestFs.pattern(5_000, 1));
        fs.unmount();
        assertThat(content(afterPowerCut(), "/a")).isEqualTo(TestFs.pattern(5_000, 1));
    }
}
