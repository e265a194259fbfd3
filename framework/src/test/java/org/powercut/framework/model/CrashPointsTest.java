package org.powercut.framework.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cutting the power at the crash points only loses nothing against cutting it after every instruction. */
class CrashPointsTest {

    @ParameterizedTest
    @CsvSource({"ADR, PROGRAM", "EADR, PROGRAM", "ADR, JAVA", "EADR, JAVA"})
    void pointsHaveEveryImageWithItsMilestones(Platform platform, CompilerOrder order) {
        for (long seed = 0; seed < 2000; seed++) {
            Trace trace = RandomTraces.next(seed, 8, 12, true);
            List<Set<Map<Long, Long>>> images = ModelStates.images(trace, platform, order);
            int[] everywhere = IntStream.rangeClosed(0, trace.size()).toArray();
            assertThat(observed(trace, images, CrashPoints.of(trace, platform)))
                    .as("seed %d:%n%s", seed, Traces.text(trace))
                    .isEqualTo(observed(trace, images, everywhere));
        }
    }

    @Test
    void onAdrOnlyWhatTakesStatesAwayIsAPoint() {
        Trace trace = Program.run("a0=1; b0=1; clwb a; fence; a1=1; ! done; nt c0=1; cas b1=1; volatile b2=1; a0=5");
        assertThat(CrashPoints.of(trace, Platform.ADR)).containsExactly(3, 5, 7, 9, 10);
    }

    @Test
    void onEadrEachStoreIsAPoint() {
        Trace trace = Program.run("a0=1; b0=1; clwb a; clwb b; fence; ! done; a1=1");
        assertThat(CrashPoints.of(trace, Platform.EADR)).containsExactly(0, 1, 2, 4, 5, 6, 7);
    }

    /** What ADR gets away with loses images on EADR: each store must be cut after, or its image is never seen. */
    @Test
    void onEadrThePointsOfAdrAreNotEnough() {
        Trace trace = Program.run("a0=1; b0=1; c0=1; fence");
        List<Set<Map<Long, Long>>> images = ModelStates.images(trace, Platform.EADR, CompilerOrder.PROGRAM);
        Set<List<Object>> all =
                observed(trace, images, IntStream.rangeClosed(0, trace.size()).toArray());
        assertThat(observed(trace, images, CrashPoints.of(trace, Platform.ADR))).isNotEqualTo(all);
        // position 1, 2, 3 are behind a store; the image before a store is also that of a store which had no effect yet
        for (int left = 1; left <= 2; left++) {
            int without = left;
            int[] points = Arrays.stream(CrashPoints.of(trace, Platform.EADR))
                    .filter(point -> point != without && point != without + 1)
                    .toArray();
            assertThat(observed(trace, images, points)).isNotEqualTo(all);
        }
    }

    /** Images with the markers that came before the cut. */
    private static Set<List<Object>> observed(Trace trace, List<Set<Map<Long, Long>>> images, int[] positions) {
        Set<List<Object>> observed = new HashSet<>();
        for (int position : positions) {
            List<String> markers = IntStream.range(0, position)
                    .filter(event -> trace.kind(event) == Kind.MILESTONE || trace.kind(event) == Kind.OPERATION_BEGIN)
                    .mapToObj(trace::text)
                    .toList();
            images.get(position).forEach(image -> observed.add(List.of(markers, image)));
        }
        return observed;
    }
}
