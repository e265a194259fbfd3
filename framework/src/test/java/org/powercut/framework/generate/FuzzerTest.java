package org.powercut.framework.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.Capability;
import org.powercut.framework.oracle.Operation;

/** A fuzzer makes the same workloads of the same seed and lessons, and more of what did something new. */
class FuzzerTest {
    private static final Set<Capability> ALL = EnumSet.allOf(Capability.class);
    private static final int ROUNDS = 60;

    /** Runs rounds in which each kind of operation is something new. */
    private static List<Steps> rounds(Fuzzer fuzzer, int rounds) {
        List<Steps> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            for (Steps steps : fuzzer.next()) {
                all.add(steps);
                Set<Long> features = new HashSet<>();
                steps.operations()
                        .forEach(operation ->
                                features.add((long) operation.getClass().hashCode()));
                fuzzer.learn(steps, features);
            }
        }
        return all;
    }

    @Test
    void theSameSeedMakesTheSameWorkloads() {
        List<Steps> made = rounds(new Fuzzer(3, ALL, List.of()), ROUNDS);
        assertThat(rounds(new Fuzzer(3, ALL, List.of()), ROUNDS)).isEqualTo(made);
        assertThat(rounds(new Fuzzer(4, ALL, List.of()), ROUNDS)).isNotEqualTo(made);
    }

    @Test
    void itBeginsWithWhatItIsGiven() {
        Steps known = Steps.parse("create /mine; sync");
        assertThat(new Fuzzer(0, ALL, List.of(known)).next()).startsWith(known);
    }

    @Test
    void itLeavesOutWhatTheFileSystemCannotDo() {
        Set<Capability> few = EnumSet.of(Capability.HARD_LINKS);
        List<Steps> made = rounds(new Fuzzer(0, few, List.of(Steps.parse("snapshot z"))), ROUNDS);
        assertThat(made)
                .allSatisfy(steps ->
                        assertThat(steps.operations()).allMatch(operation -> few.containsAll(operation.needs())));
    }

    @Test
    void everyOperationOccursAndWorkloadsGrow() {
        Set<Object> kinds = new HashSet<>();
        List<Steps> made = rounds(new Fuzzer(1, ALL, List.of()), 5 * ROUNDS);
        made.forEach(steps -> steps.operations().forEach(operation -> kinds.add(operation.getClass())));
        assertThat(kinds).contains((Object[]) Operation.class.getPermittedSubclasses());
        assertThat(made).anyMatch(steps -> steps.operations().size() > 5);
        assertThat(made)
                .allMatch(steps ->
                        !steps.operations().isEmpty() && steps.operations().size() <= 12);
    }

    @Test
    void whatDoesNothingNewIsNotKept() {
        Fuzzer fuzzer = new Fuzzer(0, ALL, List.of());
        Steps first = Steps.parse("create /a");
        assertThat(fuzzer.learn(first, Set.of(1L, 2L))).isTrue();
        assertThat(fuzzer.learn(Steps.parse("create /b"), Set.of(2L, 1L))).isFalse();
        assertThat(fuzzer.learn(Steps.parse("mkdir /b"), Set.of(2L, 3L))).isTrue();
        assertThat(fuzzer.corpus()).containsExactly(first, Steps.parse("mkdir /b"));
    }

    @Test
    void everythingThatItMakesReadsBack() {
        assertThat(rounds(new Fuzzer(9, ALL, List.of()), ROUNDS))
                .allSatisfy(steps -> assertThat(Steps.parse(steps.text())).isEqualTo(steps));
    }
}
