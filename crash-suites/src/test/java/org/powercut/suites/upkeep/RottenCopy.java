package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.powercut.daxfs.MediaMap;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** A copy of a device in which cells can rot without that the device itself does. */
final class RottenCopy implements AutoCloseable {
    private final SimulatedDevice copy;

    /** @param device that nobody has mounted */
    RottenCopy(PmemDevice device) {
        copy = SimulatedDevice.ofSize(device.size());
        MemorySegment page = MemorySegment.ofArray(new byte[Pmem.PAGE]);
        for (long at = 0; at < device.size(); at += Pmem.PAGE) {
            device.getBytes(at, page, 0, Pmem.PAGE);
            copy.putBytes(at, page, 0, Pmem.PAGE);
        }
    }

    PmemDevice device() {
        return copy;
    }

    /** The first byte of each place of that name turns over. */
    RottenCopy rot(String pattern) {
        assertThat(DaxFsDevices.mediaMap(copy).find(pattern))
                .as("places named %s", pattern)
                .isNotEmpty()
                .extracting(MediaMap.Field::offset)
                .allSatisfy(offset -> copy.putByte(offset, (byte) ~copy.getByte(offset)));
        return this;
    }

    @Override
    public void close() {
        copy.close();
    }
}
