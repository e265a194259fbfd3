package org.powercut.framework.explore;

import java.util.function.Consumer;
import org.powercut.framework.inject.TracedDevice;

/**
 * A log on raw pmem, right or with one bug: a count in line 0, records of 16 bytes (a value and its complement) behind.
 * Record: store, flush, fence; then count: store, flush, fence; then acknowledge.
 */
final class PmemLog {
    static final int RECORD_SITE = 1;
    static final int COUNT_SITE = 2;
    static final int FLUSH_SITE = 3;
    private static final long FIRST = 64;

    /** What is wrong with it. */
    enum Bug {
        NONE,
        /** The record's line is not flushed. */
        NO_RECORD_FLUSH,
        /** The record's flush is not fenced before the count is stored. */
        NO_RECORD_FENCE,
        /** The count is made durable before the record. */
        COUNT_FIRST,
        /** The count is never flushed. */
        NO_COUNT_FLUSH,
        /** Records are overwritten in place. */
        IN_PLACE
    }

    private final TracedDevice device;
    private final Bug bug;

    PmemLog(TracedDevice device, Bug bug) {
        this.device = device;
        this.bug = bug;
    }

    static Recording record(Bug bug, int appends) {
        return record(bug, appends, device -> {});
    }

    static Recording record(Bug bug, int appends, Consumer<TracedDevice> prepare) {
        return Recorder.record(prepare, device -> {
            PmemLog log = new PmemLog(device, bug);
            for (int i = 0; i < appends; i++) {
                device.operationBegin("append " + i);
                log.append(i + 1);
                device.operationEnd();
                device.milestone("appended");
            }
            if (bug == Bug.IN_PLACE) {
                log.put(0, 77);
                device.milestone("updated");
            }
        });
    }

    static Subject subject() {
        return Recorder.checked((device, crash) -> new PmemLog(device, Bug.NONE).check(crash));
    }

    void append(long value) {
        long index = device.getLong(0);
        if (bug == Bug.COUNT_FIRST) {
            count(index + 1);
            put(index, value);
        } else {
            put(index, value);
            count(index + 1);
        }
    }

    private void put(long index, long value) {
        long at = FIRST + 16 * index;
        device.putLong(at, value, RECORD_SITE);
        device.putLong(at + 8, ~value, RECORD_SITE);
        if (bug != Bug.NO_RECORD_FLUSH) {
            device.flush(at, 16, FLUSH_SITE);
        }
        if (bug != Bug.NO_RECORD_FENCE) {
            device.fence(FLUSH_SITE);
        }
    }

    private void count(long count) {
        device.putLong(0, count, COUNT_SITE);
        if (bug != Bug.NO_COUNT_FLUSH) {
            device.flush(0, 8, FLUSH_SITE);
        }
        device.fence(FLUSH_SITE);
    }

    private void check(CrashInfo crash) {
        long count = device.getLong(0);
        long acknowledged =
                crash.milestones().stream().filter("appended"::equals).count();
        if (count < acknowledged) {
            throw new BrokenPromise(
                    FailureClass.LOST_ACKNOWLEDGED_DATA, acknowledged + " acknowledged, " + count + " there");
        }
        for (long i = 0; i < count; i++) {
            long at = FIRST + 16 * i;
            if (device.getLong(at) != ~device.getLong(at + 8)) {
                throw new BrokenPromise(FailureClass.TORN_WRITE, "record " + i + " is torn");
            }
            if (device.getLong(at) == 0) {
                throw new BrokenPromise(FailureClass.STALE_DATA, "record " + i + " is empty");
            }
        }
    }
}
