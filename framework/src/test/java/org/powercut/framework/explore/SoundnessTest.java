package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.ModelStates;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.RandomTraces;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Trace;

/**
 * What the explorer tries on its devices is every image of the model with its milestones, and no other. How many random traces are tried is
 * set by {@code -Dsoundness.seeds}.
 */
class SoundnessTest {
    private static final long SIZE = 4096;
    private static final int SEEDS = Integer.getInteger("soundness.seeds", 150);

    @ParameterizedTest
    @CsvSource({"ADR, PROGRAM", "EADR, PROGRAM", "ADR, JAVA", "EADR, JAVA"})
    void everyImageIsTriedAndNoOther(Platform platform, CompilerOrder order) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Trace trace = RandomTraces.next(seed, 8, 12, true);
            Set<List<Object>> expected = new HashSet<>();
            List<Set<Map<Long, Long>>> images = ModelStates.images(trace, platform, order);
            for (int position = 0; position <= trace.size(); position++) {
                for (Map<Long, Long> image : images.get(position)) {
                    expected.add(List.of(milestones(trace, position), operation(trace, position), image));
                }
            }
            List<List<Object>> tried = new ArrayList<>();
            Subject subject = Recorder.checked(
                    (device, crash) -> tried.add(List.of(crash.milestones(), crash.operation(), words(device))));
            Exploration exploration = new Explorer()
                    .explore(
                            recording(trace),
                            () -> subject,
                            new Settings()
                                    .platform(platform)
                                    .compilerOrder(order)
                                    .get(),
                            states -> {});
            // first the end with everything persisted, as a test of the test
            tried.removeFirst();
            assertThat(new HashSet<>(tried)).as("seed %d", seed).isEqualTo(expected);
            assertThat(exploration.coverage().explored()).isEqualTo(tried.size());
            assertThat(exploration.coverage().exhaustive()).isTrue();
        }
    }

    private static List<String> milestones(Trace trace, int position) {
        return IntStream.range(0, position)
                .filter(event -> trace.kind(event) == Kind.MILESTONE)
                .mapToObj(trace::text)
                .toList();
    }

    /** The last operation that began: none ends in these traces. */
    private static Optional<String> operation(Trace trace, int position) {
        return IntStream.range(0, position)
                .filter(event -> trace.kind(event) == Kind.OPERATION_BEGIN)
                .mapToObj(trace::text)
                .reduce((first, second) -> second);
    }

    private static Map<Long, Long> words(TracedDevice device) {
        Map<Long, Long> words = new TreeMap<>();
        for (long address = 0; address < SIZE; address += 8) {
            long word = device.getLong(address);
            if (word != 0) {
                words.put(address, word);
            }
        }
        return words;
    }

    private static Recording recording(Trace trace) {
        return new Recording(
                new DeviceImage(SIZE, new TreeMap<>()),
                List.of(),
                List.of(),
                trace,
                new SiteTable(1, List.of(Site.UNINSTRUMENTED)),
                device -> MediaMap.unnamed(),
                "random");
    }
}
