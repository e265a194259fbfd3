package org.powercut.framework.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.Tape;

class OperationNamesTest {
    @Test
    void outermostOperationsThatChangeSomething() {
        Tape tape = new Tape();
        TracedDevice device = TracedDevice.ofSize(4096);
        device.record(tape);
        operation(device, "mount", () -> operation(device, "mkdir(/inner)", () -> device.putLong(0, 1)));
        operation(device, "open(/a)", () -> device.putLong(8, 1));
        operation(device, "write(/a, 13 bytes at 0)", () -> operation(device, "fsync(/a)", device::fence));
        operation(device, "opener(/a)", () -> {});
        operation(device, "freeze", () -> {});
        operation(device, "close(/a)", () -> {});
        device.stopRecording();
        device.release();
        assertThat(OperationNames.changing(tape.trace()))
                .containsExactly("write(/a, 13 bytes at 0)", "opener(/a)", "freeze");
    }

    private static void operation(TracedDevice device, String name, Runnable body) {
        device.operationBegin(name);
        body.run();
        device.operationEnd();
    }
}
