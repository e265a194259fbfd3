package org.powercut.framework.explore;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;

/**
 * A log that goes on for long: a count in line 0, and records of 512 bytes in places all over the device, each durable
 * before it is counted. Six instructions a record.
 */
final class LongLog {
    static final int INSTRUCTIONS = 6;
    private static final int RECORD = 512;
    private static final long FIRST = 4096;
    private static final byte[] NOTHING = new byte[RECORD];

    private final TracedDevice device;

    private LongLog(TracedDevice device) {
        this.device = device;
    }

    /**
     * Appends records to an empty log.
     *
     * @param deviceSize bytes
     */
    static Recording record(long deviceSize, int records) {
        return recorded(deviceSize, device -> {
            LongLog log = new LongLog(device);
            for (int number = 1; number <= records; number++) {
                log.append(number);
                device.milestone("appended");
            }
        });
    }

    /** Records a workload on zeros. */
    static Recording recorded(long deviceSize, Consumer<TracedDevice> workload) {
        TracedDevice device = TracedDevice.ofSize(deviceSize);
        try {
            DeviceImage initial = device.image();
            Tape tape = new Tape();
            device.record(tape);
            workload.accept(device);
            device.stopRecording();
            return new Recording(
                    initial,
                    List.of(),
                    List.of(),
                    tape.trace(),
                    new SiteTable(1, List.of()),
                    any -> MediaMap.unnamed(),
                    "long log");
        } finally {
            device.release();
        }
    }

    static Subject subject() {
        return Recorder.checked((device, crash) -> new LongLog(device).check(crash));
    }

    private void append(long number) {
        byte[] record = new byte[RECORD];
        Arrays.fill(record, (byte) (number % 127 + 1));
        device.putBytes(place(number), MemorySegment.ofArray(record), 0, RECORD);
        device.flush(place(number), RECORD);
        device.fence();
        device.putLong(0, number);
        device.flush(0, Long.BYTES);
        device.fence();
    }

    /** The last record that is counted must be whole, and counted must be what was acknowledged. */
    private void check(CrashInfo crash) {
        long count = device.getLong(0);
        if (count < crash.milestones().size()) {
            throw new BrokenPromise(FailureClass.LOST_ACKNOWLEDGED_DATA, "only " + count + " are there");
        }
        byte[] record = new byte[RECORD];
        byte[] expected = new byte[RECORD];
        if (count > 0) {
            device.getBytes(place(count), MemorySegment.ofArray(record), 0, RECORD);
            Arrays.fill(expected, (byte) (count % 127 + 1));
        }
        if (!Arrays.equals(record, count == 0 ? NOTHING : expected)) {
            throw new BrokenPromise(FailureClass.TORN_WRITE, "record " + count + " is torn");
        }
    }

    /** A thousand places, spread over the device, which are used again and again. */
    private long place(long number) {
        long slots = 1 << 10;
        long distance = (device.size() - FIRST) / slots / RECORD * RECORD;
        return FIRST + number % slots * distance;
    }
}
