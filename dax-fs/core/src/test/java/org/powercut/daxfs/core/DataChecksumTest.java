package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DataChecksumException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.ScrubReport;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.SimulatedDevice;

/** Data has checksums: what was not written is never read, and nothing that was written is ever doubted. */
class DataChecksumTest {
    private static final int PAGE = 4096;

    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    /** Where a page of a file lies on the device. */
    private long address(String path, int page) {
        return TestFs.PROVIDER
                .mediaMap(test.device)
                .find("data[" + path + "] page " + page)
                .getFirst()
                .offset();
    }

    private void flipBit(String path, int page, int at) {
        long offset = address(path, page) + at;
        test.device.putByte(offset, (byte) (test.device.getByte(offset) ^ 4));
    }

    private static void refused(Runnable read, String path, long offset, long length) {
        assertThatThrownBy(read::run).isInstanceOfSatisfying(DataChecksumException.class, e -> {
            FileMediaError error = e.error();
            assertThat(error.path()).isEqualTo(path);
            assertThat(error.offset()).isEqualTo(offset);
            assertThat(error.length()).isEqualTo(length);
        });
    }

    @DisplayName("S5: a read of bytes that were not written fails and names the page; others stay readable")
    @Test
    void flippedBitsAreFound() {
        byte[] content = TestFs.pattern(5 * PAGE + 100, 1);
        DaxFile file = test.fs.create("/f");
        file.write(0, content);
        flipBit("/f", 2, 1000);
        flipBit("/f", 5, 50);
        for (DaxFile each : new DaxFile[] {file, test.mount().open("/f")}) {
            refused(() -> each.read(0, content.length), "/f", 2 * PAGE, PAGE);
            refused(() -> each.read(2 * PAGE + 7, 3), "/f", 2 * PAGE, PAGE);
            refused(() -> each.read(5 * PAGE, 10), "/f", 5 * PAGE, 100);
            assertThat(each.read(0, 2 * PAGE)).isEqualTo(Arrays.copyOf(content, 2 * PAGE));
            assertThat(each.read(3 * PAGE + 1, 2 * PAGE - 1))
                    .isEqualTo(Arrays.copyOfRange(content, 3 * PAGE + 1, 5 * PAGE));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment direct = arena.allocate(5 * PAGE);
            assertThat(file.read(3 * PAGE, direct.asSlice(0, 2 * PAGE))).isEqualTo(2 * PAGE);
            refused(() -> file.read(0, direct), "/f", 2 * PAGE, PAGE);
        }
        refused(() -> file.write(2 * PAGE + 5, new byte[10]), "/f", 2 * PAGE, PAGE);
        file.write(2 * PAGE, new byte[PAGE]);
        assertThat(file.read(2 * PAGE, PAGE))
                .as("a write of the whole page heals it")
                .isEqualTo(new byte[PAGE]);
        DaxFileSystem trusting =
                TestFs.PROVIDER.mount(test.device, MountOptions.defaults().withVerifyData(false));
        assertThat(trusting.open("/f").read(5 * PAGE, 100)).hasSize(100);
    }

    @Test
    void damagedChecksumsAreNoErrors() {
        byte[] content = TestFs.pattern(2 * PAGE, 1);
        DaxFile file = test.fs.create("/f");
        file.write(0, content);
        for (String field : new String[] {"crc", "state", "check"}) {
            long block = address("/f", 0) / PAGE;
            long offset = TestFs.PROVIDER
                    .mediaMap(test.device)
                    .find("checksum[" + block + "]." + field)
                    .getFirst()
                    .offset();
            test.device.putByte(offset, (byte) (test.device.getByte(offset) ^ 1));
            assertThat(file.read(0, 2 * PAGE)).as(field).isEqualTo(content);
        }
    }

    @DisplayName("S5: off while a mapping can store to the page, and on again after fsync")
    @Test
    void offWhileMappedForStores() {
        DaxFile file = test.fs.create("/f");
        file.write(0, TestFs.pattern(3 * PAGE, 1));
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 3 * PAGE);
        assertThat(mapping.getByte(PAGE)).isEqualTo(TestFs.pattern(3 * PAGE, 1)[PAGE]);
        mapping.putLong(PAGE, 42);
        assertThat(file.read(PAGE, PAGE)).as("checks nothing, and fails not").hasSize(PAGE);
        flipBit("/f", 1, 100);
        assertThat(file.read(PAGE, PAGE)).hasSize(PAGE);
        flipBit("/f", 0, 100);
        refused(() -> file.read(0, PAGE), "/f", 0, PAGE);
        file.fsync();
        flipBit("/f", 1, 100);
        refused(() -> file.read(PAGE, PAGE), "/f", PAGE, PAGE);
        mapping.putLong(PAGE, 43);
        mapping.close();
        test.remount();
        DaxFile again = test.fs.open("/f");
        assertThat(Bytes.getLong(again.read(PAGE, 8), 0)).isEqualTo(43);
        flipBit("/f", 1, 100);
        refused(() -> again.read(PAGE, PAGE), "/f", PAGE, PAGE);
    }

    @Test
    void filesThatAreOverwrittenInPlaceHaveNone() {
        DaxFile file = test.createNodatacow("/f");
        file.write(0, TestFs.pattern(PAGE, 1));
        flipBit("/f", 0, 9);
        assertThat(file.read(0, PAGE)).hasSize(PAGE);
    }

    @DisplayName("S30: a scrub finds what does not fit its checksum, in every owner, and gives checksums back")
    @Test
    void scrub() {
        DaxFile file = test.fs.create("/f");
        file.write(0, TestFs.pattern(3 * PAGE + 10, 1));
        try (DaxFile clone = test.fs.create("/c")) {
            clone.cloneRange(file, PAGE, 0, 0);
        }
        flipBit("/f", 2, 3);
        flipBit("/f", 3, 3);
        ScrubReport report = test.fs.scrub(Progress.NONE);
        assertThat(report.isClean()).isFalse();
        assertThat(report.errors()).isEmpty();
        assertThat(report.checksumErrors().stream().map(e -> e.path() + " " + e.offset() + " " + e.length()))
                .containsExactly("/f 8192 4096", "/f 12288 10", "/c 4096 4096", "/c 8192 10");
        file.write(2 * PAGE, TestFs.pattern(PAGE + 10, 2));
        test.fs.unlink("/c");
        assertThat(test.fs.scrub(Progress.NONE).isClean()).isTrue();
        long sector = TestFs.PROVIDER
                .mediaMap(test.device)
                .find("checksum[" + address("/f", 0) / PAGE + "].crc")
                .getFirst()
                .offset();
        test.device.mediaErrors().poison(sector, 1, Visibility.LATENT);
        assertThat(file.read(0, PAGE)).hasSize(PAGE);
        assertThat(test.fs.scrub(Progress.NONE).repaired()).anyMatch(name -> name.startsWith("checksum["));
        flipBit("/f", 0, 3);
        refused(() -> file.read(0, PAGE), "/f", 0, PAGE);
    }

    @DisplayName("clones have the checksums of what they share, whoever changes what")
    @Test
    void clones() {
        DaxFile source = test.fs.create("/s");
        source.write(0, TestFs.pattern(2 * PAGE, 1));
        DaxFile inPlace = test.createNodatacow("/n");
        inPlace.cloneFile(source);
        DaxFile clone = test.fs.create("/c");
        clone.cloneFile(source);
        DaxFile fromInPlace = test.fs.create("/d");
        fromInPlace.cloneFile(inPlace);
        test.fs.unlink("/s");
        source.close();
        try (DaxMapping mapping = clone.map(MapMode.SHARED, 0, 2 * PAGE)) {
            mapping.putLong(0, 1);
            inPlace.write(100, new byte[50]);
            clone.fsync();
        }
        for (DaxFile file : new DaxFile[] {inPlace, clone, fromInPlace}) {
            assertThat(file.read(0, 2 * PAGE)).hasSize(2 * PAGE);
        }
        flipBit("/c", 1, 7);
        refused(() -> clone.read(PAGE, 1), "/c", PAGE, PAGE);
    }

    /** Any mixture of writes, truncates, clones and mapped stores, on files of which many bytes are past the end. */
    @DisplayName("S5, G34: no operation makes a checksum wrong")
    @ParameterizedTest
    @EnumSource(Contract.class)
    void neverAFalseAlarm(Contract contract) {
        Random random = new Random(5);
        DaxFileSystem fs =
                TestFs.PROVIDER.mount(test.device, MountOptions.defaults().withContract(contract));
        for (int i = 0; i < 1_500; i++) {
            try (DaxFile file = open(fs, random);
                    DaxFile other = open(fs, random)) {
                step(random, file, other);
                other.read(0, (int) other.size());
                file.read(0, (int) file.size());
            }
            if (i % 100 == 99) {
                fs.unmount();
                assertThat(TestFs.PROVIDER.fsck(test.device).problems()).isEmpty();
                fs = TestFs.PROVIDER.mount(test.device, MountOptions.defaults().withContract(contract));
            }
        }
    }

    private static DaxFile open(DaxFileSystem fs, Random random) {
        int number = random.nextInt(4);
        return number == 0
                ? fs.open("/n", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)
                : fs.open("/" + number, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
    }

    private static void step(Random random, DaxFile file, DaxFile other) {
        switch (random.nextInt(6)) {
            case 0 -> file.truncate(random.nextInt(5 * PAGE));
            case 1 -> {
                if (file.stat().ino() != other.stat().ino()) {
                    file.cloneFile(other);
                }
            }
            case 2, 3 -> {
                if (file.size() > 0) {
                    try (DaxMapping mapping = file.map(MapMode.SHARED, 0, file.size())) {
                        for (int i = 0; i < 3; i++) {
                            mapping.putByte(random.nextLong(file.size()), (byte) i);
                        }
                        if (random.nextBoolean()) {
                            file.fsync();
                            mapping.putByte(random.nextLong(file.size()), (byte) 9);
                        }
                    }
                }
            }
            default ->
                file.write(random.nextInt(5 * PAGE), TestFs.pattern(1 + random.nextInt(2 * PAGE), random.nextInt()));
        }
    }

    @DisplayName("S5, G34: never a false alarm after a power cut, wherever a mapped writer was")
    @ParameterizedTest
    @EnumSource(Contract.class)
    void powerCutsWithMappedWriters(Contract contract) {
        int size = 512 << 10;
        try (SimulatedDevice memory = SimulatedDevice.ofSize(size);
                SimulatedDevice copy = SimulatedDevice.ofSize(size)) {
            TestFs.PROVIDER.mkfs(memory);
            PowerCutDevice cut = new PowerCutDevice(memory);
            Random random = new Random(3);
            int[] images = {0};
            DaxFileSystem fs =
                    TestFs.PROVIDER.mount(cut.device, MountOptions.defaults().withContract(contract));
            DaxFile file = fs.create("/f");
            file.write(0, TestFs.pattern(6 * PAGE, 1));
            cut.beforeFence(() -> {
                for (int i = 0; i < 3; i++) {
                    copy.putBytes(0, MemorySegment.ofArray(cut.image(random)), 0, size);
                    DaxFileSystem recovered = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
                    if (recovered.exists("/f")) {
                        DaxFile found = recovered.open("/f");
                        found.read(0, (int) found.size());
                    }
                    images[0]++;
                }
            });
            try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 6 * PAGE)) {
                for (int i = 0; i < 150; i++) {
                    switch (random.nextInt(8)) {
                        case 0 -> file.fsync();
                        case 1 -> file.write(random.nextInt(5 * PAGE), TestFs.pattern(100, i));
                        case 2 -> mapping.force(random.nextInt(5) * PAGE, PAGE);
                        default -> mapping.putLong(random.nextInt(6 * PAGE / 8) * 8L, i);
                    }
                }
            }
            assertThat(images[0]).isGreaterThan(300);
            file.fsync();
            cut.beforeFence(() -> {});
            copy.putBytes(0, MemorySegment.ofArray(cut.durable()), 0, size);
            long offset = TestFs.PROVIDER
                    .mediaMap(copy)
                    .find("data[/f] page 3")
                    .getFirst()
                    .offset();
            copy.putByte(offset, (byte) (copy.getByte(offset) ^ 1));
            DaxFile recovered =
                    TestFs.PROVIDER.mount(copy, MountOptions.defaults()).open("/f");
            assertThat(recovered.read(0, 3 * PAGE)).isEqualTo(file.read(0, 3 * PAGE));
            refused(() -> recovered.read(3 * PAGE, 1), "/f", 3 * PAGE, PAGE);
        }
    }
}
