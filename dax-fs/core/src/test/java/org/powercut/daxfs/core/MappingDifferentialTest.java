package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.pmem.SimulatedDevice;

/** Reads, writes, truncates, fallocates, clones and several mappings of one file against an array of bytes. */
class MappingDifferentialTest {
    private static final int PAGE = 4096;
    private static final int MAX = 24 * PAGE;
    private static final int STEPS = 3_000;

    private byte[] model = {};
    private DaxFile file;
    private DaxFile clone;
    private final List<Window> windows = new ArrayList<>();

    /** A mapping and the first byte of the file that it shows. */
    private record Window(DaxMapping mapping, int start) {}

    @ParameterizedTest(name = "{3}, dax={0}, nodatacow={1}, seed {2}")
    @DisplayName("S18, S47, G26: reads, writes and mappings agree with a model, with and without DAX")
    @CsvSource({
        "ALWAYS, true, 1, STRONG",
        "ALWAYS, true, 2, WEAK",
        "ALWAYS, false, 3, STRONG",
        "ALWAYS, false, 4, WEAK",
        "NEVER, true, 5, STRONG",
        "NEVER, true, 6, WEAK",
        "NEVER, false, 7, STRONG",
        "NEVER, false, 8, WEAK"
    })
    void agree(DaxMode mode, boolean nodatacow, long seed, Contract contract) {
        MountOptions options = MountOptions.defaults().withDax(mode).withContract(contract);
        Random random = new Random(seed);
        try (SimulatedDevice device = SimulatedDevice.ofSize(8 << 20)) {
            TestFs.PROVIDER.mkfs(device);
            DaxFileSystem fs = TestFs.PROVIDER.mount(device, options);
            open(fs, nodatacow);
            clone = fs.open("/clone", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
            for (int step = 0; step < STEPS; step++) {
                step(fs, random, step);
                if (step % 1_000 == 999) {
                    fs.unmount();
                    assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
                    windows.clear();
                    fs = TestFs.PROVIDER.mount(device, options);
                    open(fs, nodatacow);
                    clone = fs.open("/clone", OpenFlag.READ, OpenFlag.WRITE);
                    assertThat(file.read(0, MAX))
                            .as("after step %d, remounted", step)
                            .isEqualTo(model);
                }
            }
            fs.unmount();
        }
    }

    private void open(DaxFileSystem fs, boolean nodatacow) {
        file = nodatacow
                ? fs.open("/file", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)
                : fs.open("/file", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
        map(0, MAX, MapMode.SHARED);
        map(3 * PAGE, 9 * PAGE, MapMode.SHARED_READ);
    }

    private void map(int start, int length, MapMode mode) {
        windows.add(new Window(file.map(mode, start, length), start));
    }

    private void step(DaxFileSystem fs, Random random, int step) {
        int offset = random.nextInt(MAX - 9_000);
        int length = 1 + random.nextInt(random.nextBoolean() ? 64 : 9_000);
        switch (random.nextInt(16)) {
            case 0, 1 -> write(offset, TestFs.pattern(length, step));
            case 2, 3, 4 -> store(random, offset, length, step);
            case 5, 6, 7 -> load(random, offset, length, step);
            case 8 -> assertThat(file.read(offset, length)).as("step %d", step).isEqualTo(expected(offset, length));
            case 9 -> truncate(random.nextInt(MAX));
            case 10 -> file.fsync();
            case 11 -> fallocate(random, offset, length);
            case 12 -> remap(random);
            case 13 -> windows.getFirst().mapping.force(offset, length);
            case 14 -> cloneRange(random);
            default -> fs.sync();
        }
        assertThat(file.size()).as("step %d", step).isEqualTo(model.length);
    }

    private byte[] expected(int offset, int length) {
        return offset >= model.length
                ? new byte[0]
                : Arrays.copyOfRange(model, offset, Math.min(model.length, offset + length));
    }

    private void write(int offset, byte[] bytes) {
        file.write(offset, bytes);
        model = Arrays.copyOf(model, Math.max(model.length, offset + bytes.length));
        System.arraycopy(bytes, 0, model, offset, bytes.length);
    }

    private void truncate(int size) {
        file.truncate(size);
        model = Arrays.copyOf(model, size);
    }

    private void store(Random random, int offset, int length, int step) {
        Window window = windows.get(random.nextInt(windows.size()));
        int from = Math.max(offset, window.start);
        long end = Math.min(from + length, window.start + window.mapping.length());
        if (window.mapping.mode() == MapMode.SHARED_READ || from >= end) {
            return;
        }
        byte[] bytes = TestFs.pattern((int) end - from, step);
        if (end <= pagesEnd()) {
            window.mapping.putBytes(from - window.start, bytes);
            int kept = Math.clamp(model.length - from, 0, bytes.length);
            System.arraycopy(bytes, 0, model, Math.min(from, model.length), kept);
        } else if (from >= pagesEnd()) {
            assertThatThrownBy(() -> window.mapping.putBytes(from - window.start, bytes))
                    .isInstanceOf(PastEndOfFileException.class);
        }
    }

    private int pagesEnd() {
        return (model.length + PAGE - 1) / PAGE * PAGE;
    }

    private void load(Random random, int offset, int length, int step) {
        Window window = windows.get(random.nextInt(windows.size()));
        int from = Math.max(offset, window.start);
        int end = (int) Math.min(from + length, window.start + window.mapping.length());
        end = Math.min(end, model.length);
        if (from < end) {
            assertThat(window.mapping.getBytes(from - window.start, end - from))
                    .as("step %d, [%d, %d) of %d through %s", step, from, end, model.length, window.mapping.mode())
                    .isEqualTo(Arrays.copyOfRange(model, from, end));
        }
    }

    private void fallocate(Random random, int offset, int length) {
        int page = offset / PAGE * PAGE;
        switch (random.nextInt(5)) {
            case 0 -> {
                file.allocate(FallocateMode.PUNCH_HOLE, offset, length);
                zero(offset, length);
            }
            case 1 -> {
                file.allocate(FallocateMode.ZERO_RANGE, offset, length);
                model = Arrays.copyOf(model, Math.max(model.length, offset + length));
                zero(offset, length);
            }
            case 2 -> {
                file.allocate(FallocateMode.ALLOCATE, offset, length);
                model = Arrays.copyOf(model, Math.max(model.length, offset + length));
            }
            case 3 -> {
                if (page + PAGE < model.length) {
                    file.allocate(FallocateMode.COLLAPSE_RANGE, page, PAGE);
                    byte[] shorter = Arrays.copyOf(model, model.length - PAGE);
                    System.arraycopy(model, page + PAGE, shorter, page, shorter.length - page);
                    model = shorter;
                }
            }
            default -> {
                if (page < model.length && model.length + PAGE <= MAX) {
                    file.allocate(FallocateMode.INSERT_RANGE, page, PAGE);
                    byte[] longer = Arrays.copyOf(model, model.length + PAGE);
                    System.arraycopy(model, page, longer, page + PAGE, model.length - page);
                    Arrays.fill(longer, page, page + PAGE, (byte) 0);
                    model = longer;
                }
            }
        }
    }

    private void zero(int offset, int length) {
        Arrays.fill(model, Math.min(offset, model.length), Math.min(offset + length, model.length), (byte) 0);
    }

    private void remap(Random random) {
        if (windows.size() > 4) {
            windows.remove(1 + random.nextInt(windows.size() - 1)).mapping.close();
        } else {
            int first = random.nextInt(MAX / PAGE);
            int length = 1 + random.nextInt(MAX - first * PAGE);
            map(first * PAGE, length, random.nextInt(3) == 0 ? MapMode.SHARED_READ : MapMode.SHARED);
        }
    }

    /** To another file and, changed there, not back; or from it. */
    private void cloneRange(Random random) {
        if (random.nextBoolean()) {
            clone.cloneFile(file);
            clone.write(0, TestFs.pattern(PAGE, random.nextInt()));
            return;
        }
        int pages = (int) Math.min(clone.size(), MAX) / PAGE;
        int from = pages == 0 ? 0 : random.nextInt(pages);
        int to = random.nextInt(MAX / PAGE);
        int count = Math.min(pages - from, MAX / PAGE - to);
        if (count > 0) {
            file.cloneRange(clone, (long) from * PAGE, (long) to * PAGE, (long) count * PAGE);
            byte[] bytes = clone.read((long) from * PAGE, count * PAGE);
            model = Arrays.copyOf(model, Math.max(model.length, to * PAGE + bytes.length));
            System.arraycopy(bytes, 0, model, to * PAGE, bytes.length);
        }
    }
}
