package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.model.Platform;

/** Which cuts of generated workloads are probed. */
class ProbedCutsTest {

    private static boolean[] chosen(long seed, int nested) {
        boolean[] chosen = new boolean[1000];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = new ProbedCuts("create /" + i, seed).include(crash(1, nested), false);
        }
        return chosen;
    }

    private static CrashView crash(int milestones, int nested) {
        List<String> marked = Collections.nCopies(milestones, "acknowledged: done");
        return new CrashView(new CrashInfo(marked, Optional.empty(), nested), Platform.ADR);
    }

    private static long count(boolean[] chosen) {
        return IntStream.range(0, chosen.length).filter(i -> chosen[i]).count();
    }

    @Test
    @DisplayName("the cut after the whole workload is, unless the power is cut again")
    void afterTheWholeWorkload() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> new ProbedCuts("create /" + i, 1)))
                .allMatch(probed -> probed.include(crash(2, 0), true))
                .anyMatch(probed -> !probed.include(crash(2, 1), true));
    }

    @Test
    @DisplayName("a share of the others is, another one for another seed, and the same each time")
    void aShare() {
        assertThat(count(chosen(1, 0))).isBetween(30L, 130L);
        assertThat(count(chosen(1, 1))).isBetween(30L, 130L);
        assertThat(chosen(1, 0)).isEqualTo(chosen(1, 0)).isNotEqualTo(chosen(2, 0));
        assertThat(chosen(1, 0)).isNotEqualTo(chosen(1, 1));
    }
}
