package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.pmem.Pmem;

@DisplayName("What is said of a state after three power cuts")
class NestedChoicesTest {
    private static final long WORD = 0;
    private static final long DONE = 64;
    private static final long AGAIN = 128;
    private static final long DATA = Pmem.PAGE;

    /** Of the low byte, 0 stands for two of what a power cut can leave of the word. */
    private static final Recording RECORDING = Recorder.record(device -> {
        device.putLong(WORD, 0x0100, 1);
        device.putLong(WORD, 0x0201, 2);
    });

    @Test
    @DisplayName(
            "is what was on the device, where a sample was taken of the second cut and the first is not told apart to the end")
    void belowASample() {
        Subject subject = Recorder.subject(NestedChoicesTest::recover, (device, crash) -> {
            if (crash.nested() == 2 && device.getLong(AGAIN) == 0 && device.getLong(WORD) == 0x0100) {
                throw new AssertionError("the first value after three power cuts");
            }
        });
        Exploration exploration = new Explorer()
                .explore(
                        RECORDING,
                        () -> subject,
                        new Settings().statesPerPoint(16).randomStates(4).get(),
                        states -> {});
        assertThat(exploration.coverage().means()).contains("2-way");
        assertThat(exploration.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.failureClass()).isEqualTo(FailureClass.BROKEN_PROMISE);
            assertThat(finding.token().cuts()).hasSize(3);
            assertThat(finding.lost())
                    .extracting(store -> store.site().number())
                    .contains(2);
        });
    }

    /** Loads a page that it has left in flight when it was cut before: its contents are too many to tell apart. */
    private static void recover(TracedDevice device) {
        byte[] data = new byte[Pmem.PAGE];
        device.getBytes(DATA, MemorySegment.ofArray(data), 0, data.length);
        if (device.getByte(WORD) != 0) {
            return;
        }
        if (device.getLong(DONE) == 0) {
            device.fill(DATA, data.length, (byte) 7, 3);
            device.putLong(DONE, 1, 4);
        } else {
            device.putLong(AGAIN, 1, 5);
            device.flush(AGAIN, 8, 6);
        }
        device.fence(7);
    }
}
