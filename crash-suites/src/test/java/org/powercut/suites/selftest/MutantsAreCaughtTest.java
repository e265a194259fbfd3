package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.report.Guarantees;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TestRecord;
import org.powercut.suites.mutants.DaxFsMutants;

/**
 * A suite is as good as the bugs it catches: each planted bug must be found by the tests of each guarantee that it is said
 * to break, and each class of crash tests must find one. That the tests are silent without a bug is shown by the run of this
 * module itself. Each bug is planted for one run, whatever is asked about it; few states of each crash point are enough, since
 * the run ends at the first finding.
 */
@DisplayName("every planted bug is caught by each guarantee it breaks")
@TestInstance(Lifecycle.PER_CLASS)
class MutantsAreCaughtTest {
    /** The classes that no planted bug makes fail. */
    private static final Set<String> CATCH_NONE = Set.of(
            // what fails for want of space writes nothing, so that no lost flush or fence shows
            "NoSpaceChangesNothing");

    /** The tag of classes that say what holds without any power cut. */
    private static final String WITH_THE_POWER_ON = "behaviour";

    private final Map<String, List<TestRecord>> runs = new HashMap<>();

    static Stream<Arguments> mutantsAndGuarantees() {
        return mutants()
                .flatMap(mutant ->
                        mutant.guarantees().stream().map(guarantee -> Arguments.of(mutant.name(), guarantee, mutant)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("mutantsAndGuarantees")
    void isCaught(String name, String guarantee, Mutant mutant) {
        Set<String> catching = catching(mutant)
                .flatMap(record -> record.test().guarantees().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(catching)
                .as("guarantees with a test that finds %s (%s)", name, mutant.description())
                .contains(guarantee);
    }

    /** Of several guarantees that a bug breaks the first is the one that it belongs to; tests know nothing of each other. */
    @Test
    void eachGuaranteeOfOneThreadHasAMutantThatOneOfItsClassesCatchesFirst() {
        Guarantees catalogue = new Guarantees();
        assertThat(catalogue.ids())
                .filteredOn(guarantee -> catalogue.remark(guarantee).isEmpty())
                .allSatisfy(guarantee -> assertThat(mutants().filter(mutant -> mutant.isOwnOf(guarantee)))
                        .as("mutants of %s alone", guarantee)
                        .hasSize(1)
                        .allSatisfy(mutant -> assertThat(classesCatching(mutant, guarantee))
                                .as("classes of %s that find %s", guarantee, mutant.name())
                                .contains(mutant.firstCaughtBy().orElseThrow())));
    }

    private Set<String> classesCatching(Mutant mutant, String guarantee) {
        return catching(mutant)
                .filter(record -> record.test().guarantees().contains(guarantee))
                .map(MutantsAreCaughtTest::className)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachClassOfCrashTestsCatchesOne() {
        Set<String> all = SuiteRun.crashTests(Map.of("powercut.states", "1")).stream()
                .filter(MutantsAreCaughtTest::mustCatchOne)
                // those without a guarantee show published bugs, or are generated: see CorpusTest,
                // GeneratedWorkloadsTest
                .filter(record -> !record.test().guarantees().isEmpty())
                .map(MutantsAreCaughtTest::className)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> catching = mutants()
                .flatMap(this::catching)
                .filter(MutantsAreCaughtTest::mustCatchOne)
                .map(MutantsAreCaughtTest::className)
                .collect(Collectors.toSet());
        assertThat(all).containsAll(CATCH_NONE);
        all.removeAll(CATCH_NONE);
        assertThat(catching).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void everyPlaceThatABugNamesIsThere() {
        Instrumentation places =
                Instrumentation.install(List.of("org.powercut.daxfs.core", "org.powercut.suites.device"));
        assertThat(mutants()).allSatisfy(mutant -> {
            mutant.faults().arm(places.sites(), MediaMap::unnamed, 0);
            mutant.mutations().forEach(mutation -> places.mutate(mutation).close());
        });
    }

    @Test
    void namesAreUniqueAndTheListIsStable() {
        List<Mutant> mutants = new DaxFsMutants().mutants();
        assertThat(mutants).extracting(Mutant::name).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(22);
        assertThat(new DaxFsMutants().mutants()).isEqualTo(mutants);
    }

    private static Stream<Mutant> mutants() {
        return new DaxFsMutants().mutants().stream();
    }

    /** The tests of the guarantees that a mutant names, with a finding. */
    private Stream<TestRecord> catching(Mutant mutant) {
        return runs.computeIfAbsent(mutant.name(), name -> SuiteRun.crashTests(parameters(mutant))).stream()
                .filter(record -> !record.findings().isEmpty());
    }

    private static Map<String, String> parameters(Mutant mutant) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("powercut.guarantee", String.join(",", mutant.guarantees()));
        parameters.put("powercut.mutant", mutant.name());
        parameters.put("powercut.findings", "1");
        parameters.put("powercut.blame", "false");
        parameters.put("powercut.states", "20000");
        parameters.put("powercut.states-per-point", "512");
        mutant.fileSystem().ifPresent(name -> parameters.put("powercut.file-system", name));
        return parameters;
    }

    private static boolean mustCatchOne(TestRecord record) {
        return !record.test().tags().contains(WITH_THE_POWER_ON);
    }

    private static String className(TestRecord record) {
        return TestNames.simpleName(record.test().testClass());
    }
}
