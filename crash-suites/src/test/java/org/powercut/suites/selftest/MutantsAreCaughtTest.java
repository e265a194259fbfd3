package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.report.TestRecord;
import org.powercut.suites.mutants.DaxFsMutants;

/**
 * A suite is as good as the bugs it catches: each planted bug must be found by a test of a guarantee that it breaks.
 * That those tests are silent without a bug is shown by the run of this module itself.
 */
@DisplayName("every planted bug is caught by the guarantee it breaks")
class MutantsAreCaughtTest {
    static Stream<Mutant> mutants() {
        return new DaxFsMutants().mutants().stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isCaught(Mutant mutant) {
        List<TestRecord> records = SuiteRun.crashTests(Map.of(
                "powercut.guarantee", String.join(",", mutant.guarantees()),
                "powercut.mutant", mutant.name(),
                "powercut.findings", "1"));
        assertThat(records.stream().mapToInt(record -> record.findings().size()).sum())
                .as("findings of %s (%s) by tests of %s", mutant.name(), mutant.description(), mutant.guarantees())
                .isPositive();
    }

    @Test
    void everyPlaceThatABugNamesIsThere() {
        Instrumentation core = Instrumentation.install(List.of("org.powercut.daxfs.core"));
        assertThat(mutants()).allSatisfy(mutant -> {
            mutant.faults().arm(core.sites(), MediaMap::unnamed, 0);
            mutant.mutations().forEach(mutation -> core.mutate(mutation).close());
        });
    }

    @Test
    void namesAreUniqueAndTheListIsStable() {
        List<Mutant> mutants = new DaxFsMutants().mutants();
        assertThat(mutants).extracting(Mutant::name).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(22);
        assertThat(new DaxFsMutants().mutants()).isEqualTo(mutants);
    }
}
