package com.example.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.pmem.PmemDevice;

/** What each of the two logs promises: records are whole, in order, and there once append has returned. */
abstract class LogCrashes {
    private static final List<String> RECORDS =
            List.of("first", "a second one, longer than a cache line by far: ".repeat(2), "third");

    abstract PmemLog open(PmemDevice device);

    @Prepare
    void emptyLog(PmemDevice device) {
        PmemLog.format(device);
    }

    @Workload
    void append(PmemDevice device, Milestones reached) {
        PmemLog log = open(device);
        for (String record : RECORDS) {
            log.append(record);
            reached.mark("appended");
        }
    }

    @Verify
    void recordsAreWholeAndDurable(PmemDevice device, Crash crash) {
        List<String> found = open(device).records();
        Promise.atomic(() -> assertEquals(RECORDS.subList(0, Math.min(found.size(), RECORDS.size())), found));
        Promise.durable(() -> assertTrue(found.size() >= crash.times("appended"), () -> "only " + found + " is left"));
    }
}
