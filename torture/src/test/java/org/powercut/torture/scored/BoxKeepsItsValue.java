package org.powercut.torture.scored;

import static org.assertj.core.api.Assertions.assertThat;

import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.pmem.PmemDevice;

/** A value is whole or seen to be broken, and is there once put returned. */
@CrashTest
@Guarantee("BOX-1")
public class BoxKeepsItsValue {
    @Prepare
    void before(PmemDevice device) {
        new PmemBox(device).put(1);
    }

    @Workload
    void put(PmemDevice device, Milestones reached) {
        PmemBox box = new PmemBox(device);
        box.put(2);
        assertThat(box.isWritable()).isFalse();
        reached.mark("put");
        box.note(3);
    }

    @Verify
    void isThere(PmemDevice device, Crash crash) {
        long value = new PmemBox(device).value();
        if (crash.reached("put")) {
            assertThat(value).isEqualTo(4);
        } else {
            assertThat(value).isIn(2L, 4L, -1L);
        }
    }
}
