package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.PmemDevice;

/** Places are named as they are when the interrupted operation has ended. */
class NamesTest {
    private final Recording recording = named(Recorder.record(device -> {
        device.operationBegin("take");
        device.putLong(0, 1);
        device.operationBegin("inner");
        device.putLong(64, 5);
        device.operationEnd();
        device.putLong(0, 2);
        device.operationEnd();
        device.putLong(0, 3);
        device.operationBegin("give back");
        device.putLong(0, 4);
    }));

    @Test
    void withinAnOperationAsAtTheEndOfTheOutermostOne() {
        int innerStore = eventOf(5);
        assertThat(nameAt(innerStore)).isEqualTo("used 2");
        assertThat(nameAt(innerStore + 1)).isEqualTo("used 2");
    }

    @Test
    void betweenOperationsAsTheyAre() {
        assertThat(nameAt(eventOf(3))).isEqualTo("used 2");
        assertThat(nameAt(eventOf(3) + 1)).isEqualTo("used 3");
    }

    @Test
    void inAnOperationThatNeverEndsAsAtTheEndOfTheTrace() {
        assertThat(nameAt(eventOf(4))).isEqualTo("used 4");
    }

    private String nameAt(int cut) {
        try (Names names = Names.around(recording, ExploreSettings.defaults(), cut)) {
            return names.map().nameOf(0);
        }
    }

    private int eventOf(long stored) {
        Trace trace = recording.trace();
        return IntStream.range(0, trace.size())
                .filter(event -> trace.kind(event) == Kind.STORE && trace.storedWord(event, 0) == stored)
                .findFirst()
                .orElseThrow();
    }

    private static Recording named(Recording plain) {
        return new Recording(
                plain.initial(),
                plain.listed(),
                plain.latent(),
                plain.trace(),
                plain.sites(),
                NamesTest::describe,
                plain.testId());
    }

    private static MediaMap describe(PmemDevice device) {
        String name = "used " + device.getLong(0);
        return new MediaMap() {
            @Override
            public String nameOf(long offset) {
                return name;
            }

            @Override
            public List<Field> find(String pattern) {
                return List.of();
            }
        };
    }
}
