package org.powercut.pmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedDeviceTest extends PmemDeviceContract {
    @Override
    PmemDevice device(long size) {
        return SimulatedDevice.ofSize(size);
    }

    @Test
    @DisplayName("it promises nothing beyond the process")
    void durability() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(Pmem.PAGE)) {
            assertThat(device.durability()).isEqualTo(Durability.VOLATILE);
        }
    }

    @Test
    @DisplayName("64 GiB cost nothing and work at both ends and past 2 and 4 GiB")
    void sparse() {
        long size = 64L << 30;
        try (SimulatedDevice device = SimulatedDevice.ofSize(size)) {
            long[] places = {0, (2L << 30) - 4, 2L << 30, (4L << 30) - 1, 40L << 30, size - 8};
            for (long place : places) {
                assertThat(device.getLong(place)).isZero();
            }
            for (long place : places) {
                device.putInt(place, (int) (place >>> 8) + 1);
            }
            for (long place : places) {
                assertThat(device.getInt(place)).isEqualTo((int) (place >>> 8) + 1);
            }
            byte[] read = new byte[Pmem.PAGE];
            device.getBytes(size - Pmem.PAGE, MemorySegment.ofArray(read), 0, Pmem.PAGE);
            assertThat(device.getLong((40L << 30) + Pmem.PAGE)).isZero();
            assertThatThrownBy(() -> device.getByte(size)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -4096, 4095, 4097})
    @DisplayName("a size that is not whole pages is refused")
    void wholePages(long size) {
        assertThatThrownBy(() -> SimulatedDevice.ofSize(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of 4096 bytes, not " + size);
    }
}
