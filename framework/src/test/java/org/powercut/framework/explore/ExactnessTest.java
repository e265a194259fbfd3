package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.ImageHash;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.RandomTraces;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Trace;

/**
 * Telling crash states apart by what recovery loads gives the verdicts that trying every image gives, for random traces
 * and random recoveries that load, branch on what they loaded, store and fence. How many are tried is set by {@code
 * -Dpowercut.soundness.seeds}.
 */
class ExactnessTest {
    private static final long SIZE = 4096;
    private static final int SEEDS = Integer.getInteger("powercut.soundness.seeds", 150);

    @ParameterizedTest
    @CsvSource({
        "ADR, PROGRAM, 0",
        "EADR, PROGRAM, 0",
        "ADR, JAVA, 0",
        "ADR, PROGRAM, 1",
        "EADR, PROGRAM, 1",
        "ADR, PROGRAM, 2"
    })
    @DisplayName("exact exploration and every image give the same verdicts")
    void sameVerdicts(Platform platform, CompilerOrder order, int nested) {
        long runsExact = 0;
        long runsEvery = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Trace trace = RandomTraces.next(seed, 8, 12, true);
            Settings settings = new Settings()
                    .platform(platform)
                    .compilerOrder(order)
                    .nestedDepth(nested)
                    .statesPerPoint(1 << 20);
            Set<String> exact = new TreeSet<>();
            Set<String> every = new TreeSet<>();
            runsExact += verdicts(trace, seed, settings.search(Search.EXACT), exact);
            runsEvery += verdicts(trace, seed, settings.search(Search.EVERY_IMAGE), every);
            assertThat(exact).as("seed %d", seed).isEqualTo(every);
        }
        assertThat(runsExact).isLessThan(runsEvery);
    }

    private static long verdicts(Trace trace, long seed, Settings settings, Set<String> verdicts) {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Subject subject = Recorder.subject(device -> recover(device, seed), (device, crash) -> {
            seen.add(crash + " " + Long.toHexString(look(device, seed, 6)));
        });
        Exploration exploration = new Explorer().explore(recording(trace), () -> subject, settings.get(), states -> {});
        assertThat(exploration.coverage().exhaustive()).as("seed %d", seed).isTrue();
        verdicts.addAll(seen);
        return exploration.coverage().explored();
    }

    /** Stores where what was loaded says so. */
    private static void recover(TracedDevice device, long seed) {
        long seen = look(device, seed + 1, 3);
        if ((seen & 3) != 0) {
            device.putLong(8 * (seen >>> 8 & 31), seed);
            if ((seen & 4) != 0) {
                device.putByte(8 * (seen >>> 16 & 31) + 3, (byte) seen);
            }
            device.flush(0, 256);
            device.fence();
        }
    }

    /** Loads some words and parts of words; what was loaded decides which come next. Returns what it has seen. */
    private static long look(TracedDevice device, long seed, int loads) {
        long seen = ImageHash.mix(seed);
        for (int i = 0; i < loads; i++) {
            long at = 8 * (seen & 31);
            long value = (seen >>> 40 & 1) == 0 ? device.getLong(at) : device.getByte(at + (seen >>> 41 & 7));
            seen = ImageHash.mix(seen + value);
        }
        return seen;
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
