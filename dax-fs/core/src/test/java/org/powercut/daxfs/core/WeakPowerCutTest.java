package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.SimulatedDevice;

/**
 * Random operations under the contract WEAK with the power cut at any time. A mount finds the state of the last sync, or
 * while a group is being committed the one that it makes durable: never a part of a group, and never what was overwritten.
 */
class WeakPowerCutTest {
    private static final int SIZE = 384 << 10;
    private static final MountOptions WEAK = MountOptions.defaults().withContract(Contract.WEAK);

    private final SimulatedDevice memory = SimulatedDevice.ofSize(SIZE);
    private final SimulatedDevice copy = SimulatedDevice.ofSize(SIZE);
    private final ExecutorService one = Executors.newSingleThreadExecutor();
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final List<Image> images = new ArrayList<>();

    /** @param sure whether nothing that was in flight is in it */
    private record Image(byte[] bytes, boolean sure) {}

    @AfterEach
    void close() {
        one.shutdown();
        other.shutdown();
        memory.close();
        copy.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @DisplayName("G12, G15, G20: under WEAK a power cut leaves whole groups, in their order")
    void groupsAreAtomicAndInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        Random coin = new Random(seed);
        TestFs.PROVIDER.mkfs(memory);
        PowerCutDevice cut = new PowerCutDevice(memory);
        DaxFileSystem fs = TestFs.PROVIDER.mount(cut.device, WEAK);
        cut.beforeFence(() -> {
            images.add(new Image(cut.durable(), true));
            images.add(new Image(cut.image(coin), false));
            images.add(new Image(cut.image(coin), false));
        });
        List<String> states = new ArrayList<>(List.of(PowerCutTest.describe(fs)));
        for (int i = 0; i < 700; i++) {
            images.clear();
            DaxFileSystem current = fs;
            (random.nextBoolean() ? one : other)
                    .submit(() -> PowerCutTest.step(current, random))
                    .get();
            if (random.nextInt(30) == 0) {
                makeDurable(current, random);
                states.add(PowerCutTest.describe(fs));
                assertThat(recovered(cut.durable())).as("synced %d", i).isEqualTo(states.getLast());
                requireKnown(states, i);
                states.subList(0, states.size() - 1).clear();
            } else {
                images.add(new Image(cut.image(coin), false));
                states.add(PowerCutTest.describe(fs));
                requireKnown(states, i);
            }
            if (random.nextInt(60) == 0) {
                fs.unmount();
                fs = TestFs.PROVIDER.mount(cut.device, WEAK);
                assertThat(recovered(cut.durable())).as("unmounted").isEqualTo(states.getLast());
                states.subList(0, states.size() - 1).clear();
            }
        }
    }

    private void makeDurable(DaxFileSystem fs, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> fs.sync();
            case 1 -> {
                try (var root = fs.openDirectory("/")) {
                    root.fsync();
                }
            }
            default -> {
                try (var file = fs.open("/file", OpenFlag.WRITE, OpenFlag.CREATE)) {
                    file.write(0, new byte[] {1});
                    file.fdatasync();
                } catch (DaxFileSystemException e) {
                    fs.sync();
                }
            }
        }
    }

    /** Each image shows one of the states, and none that is older than what was sure before. */
    private void requireKnown(List<String> states, int operation) {
        int sure = 0;
        for (Image image : images) {
            String state = recovered(image.bytes);
            assertThat(states).as("operation %d", operation).contains(state);
            assertThat(states.lastIndexOf(state)).as("operation %d", operation).isGreaterThanOrEqualTo(sure);
            sure = image.sure ? Math.max(sure, states.indexOf(state)) : sure;
        }
    }

    private String recovered(byte[] image) {
        copy.putBytes(0, MemorySegment.ofArray(image), 0, SIZE);
        DaxFileSystem fs = TestFs.PROVIDER.mount(copy, WEAK);
        String state = PowerCutTest.describe(fs);
        assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
        return state;
    }
}
