package com.example.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.SimulatedDevice;

/** An ordinary test, which does not see the bug: while the power stays on, there is none. */
class PmemLogJupiterTest {
    @Test
    void recordsAreReadBack() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(Pmem.PAGE)) {
            PmemLog.format(device);
            PmemLog log = new PmemLog(device);
            log.append("first");
            log.append("second");
            assertEquals(List.of("first", "second"), log.records());
        }
    }
}
