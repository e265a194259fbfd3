package org.powercut.pmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device of JEP 352. Where the machine has no DAX: that it says so, and which lines it writes back. */
class DaxDeviceTest {
    @TempDir
    private Path directory;

    /** The contract of all devices, over an ordinary mapping: only the kind of mapping differs. */
    @Nested
    class Contract extends PmemDeviceContract {
        @Override
        PmemDevice device(long size) throws IOException {
            return ImageFile.create(
                    directory.resolve("device.img"),
                    size,
                    ImageFile.Mapper.ORDINARY,
                    image -> new DaxDevice(
                            image,
                            (offset, length) ->
                                    image.bytes.asSlice(offset, length).force()));
        }
    }

    @Test
    @DisplayName("G48: a flush writes back exactly the lines it covers, at once, and a fence nothing more")
    void exactLines() throws IOException {
        List<MediaLines> written = new ArrayList<>();
        try (DaxDevice device = ImageFile.create(
                directory.resolve("lines.img"),
                4 * Pmem.PAGE,
                ImageFile.Mapper.ORDINARY,
                image -> new DaxDevice(image, (offset, length) -> written.add(new MediaLines(offset, length))))) {
            for (int offset = 0; offset < 130; offset++) {
                for (int length = 1; length < 200; length++) {
                    written.clear();
                    device.flush(4096 - 64 + offset, length);
                    device.fence();
                    long first = (4032 + offset) / 64;
                    long last = (4032 + offset + length - 1) / 64;
                    assertThat(written).containsExactly(new MediaLines(first * 64, (last - first + 1) * 64));
                }
            }
            written.clear();
            device.flush(100, 0);
            device.putLong(8, 1);
            device.fence();
            assertThat(written).isEmpty();
            device.ntPutLong(64, 1);
            device.directStore64(128, MemorySegment.ofArray(new byte[64]), 0);
            device.ntPutBytes(260, MemorySegment.ofArray(new byte[200]), 0, 200);
            assertThat(written)
                    .containsExactly(new MediaLines(64, 64), new MediaLines(128, 64), new MediaLines(256, 256));
        }
    }

    private record MediaLines(long offset, long length) {}

    @Test
    @DisplayName("S28, G24: without DAX, opening fails with the durability that there is, and leaves nothing behind")
    void refused() throws IOException {
        Path image = directory.resolve("image");
        assumeThat(isDax()).isFalse();
        assertThatThrownBy(() -> PmemDevices.create(image, 1 << 20, Durability.PERSISTENT))
                .isInstanceOfSatisfying(DurabilityUnavailableException.class, e -> {
                    assertThat(e.wanted()).isEqualTo(Durability.PERSISTENT);
                    assertThat(e.available()).isEqualTo(Durability.MSYNC);
                    assertThat(e.getFile()).isEqualTo(image.toString());
                    assertThat(e.getReason()).contains("ask for MSYNC");
                });
        assertThat(image).doesNotExist();
        try (PmemDevice device = PmemDevices.create(image, 1 << 20, Durability.MSYNC)) {
            assertThat(device.durability()).isEqualTo(Durability.MSYNC);
            device.putLong(0, 5);
        }
        assertThatThrownBy(() -> PmemDevices.open(image, Durability.PERSISTENT))
                .isInstanceOf(DurabilityUnavailableException.class);
        try (PmemDevice device = PmemDevices.openBest(image)) {
            assertThat(device.durability()).isEqualTo(Durability.MSYNC);
            assertThat(device.getLong(0)).isEqualTo(5);
        }
    }

    private boolean isDax() throws IOException {
        Path probe = directory.resolve("probe");
        try {
            DaxDevice.create(probe, Pmem.PAGE).close();
            return true;
        } catch (DurabilityUnavailableException e) {
            return false;
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    @Test
    @DisplayName("what is wrong with the file comes before what is wrong with its file system")
    void otherErrors() {
        Path missing = directory.resolve("missing");
        for (Durability durability : List.of(Durability.PERSISTENT, Durability.MSYNC)) {
            assertThatThrownBy(() -> PmemDevices.open(missing, durability)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> PmemDevices.create(missing, 5000, durability))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("5000");
        }
        assertThatThrownBy(() -> PmemDevices.open(missing, Durability.VOLATILE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SimulatedDevice");
    }
}
