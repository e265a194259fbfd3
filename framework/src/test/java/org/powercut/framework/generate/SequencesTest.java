package org.powercut.framework.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.RenameFlag;
import org.powercut.framework.oracle.Operation;

/** Generated sequences are numbered, complete, different from one another, and can happen. */
class SequencesTest {
    private static final Set<Capability> ALL = EnumSet.allOf(Capability.class);
    private static final Set<Capability> NONE = EnumSet.noneOf(Capability.class);

    private static final Sequences TWO = Sequences.of(2, ALL);

    private final Sequences one = Sequences.of(1, ALL);

    private static Stream<Steps> stream(Workloads workloads) {
        return LongStream.range(0, workloads.size()).mapToObj(workloads::get);
    }

    @Test
    void theirNumberIsKnown() {
        assertThat(List.of(one.size(), Sequences.of(1, NONE).size(), TWO.size()))
                .containsExactly(329L, 172L, 31_097L);
    }

    @Test
    void aNumberIsTheSameWorkloadEachTime() {
        assertThat(one.get(0).text()).isEqualTo("create /e/x; fsync /e/x");
        assertThat(one.get(1).text()).isEqualTo("create /e/x; fsync /e");
        assertThat(one.get(2).text()).isEqualTo("create /e/x; sync");
        assertThat(one.get(one.size() - 1).text()).isEqualTo("remount; sync");
        assertThat(stream(one))
                .containsExactlyElementsOf(stream(Sequences.of(1, ALL)).toList());
    }

    @Test
    void everyOperationOccurs() {
        Set<Object> kinds = new HashSet<>();
        operations(one).forEach(operation -> kinds.add(operation.getClass()));
        assertThat(kinds).containsExactlyInAnyOrder((Object[]) Operation.class.getPermittedSubclasses());
    }

    @Test
    void everyModeOccurs() {
        Set<Object> modes = new HashSet<>();
        operations(one).forEach(operation -> {
            switch (operation) {
                case Operation.Fallocate o -> modes.add(o.mode());
                case Operation.MapStore o -> modes.add(o.mode());
                case Operation.Write o -> modes.add(o.durability());
                case Operation.Rename o when o.flag() != null -> modes.add(o.flag());
                case Operation.SetFlags o -> modes.addAll(o.flags());
                case Operation.SetXattr o -> modes.add(o.flag());
                default -> {}
            }
        });
        assertThat(modes)
                .contains((Object[]) FallocateMode.values())
                .contains((Object[]) RenameFlag.values())
                .contains((Object[]) Operation.WriteDurability.values())
                .contains((Object[]) org.powercut.daxfs.FileFlag.values())
                .contains((Object[]) org.powercut.daxfs.XattrFlag.values())
                .contains(MapMode.SHARED, MapMode.SHARED_SYNC, MapMode.PRIVATE);
    }

    @Test
    void everyLetterIsInSomeSequence() {
        Set<String> met = stream(TWO)
                .flatMap(steps -> steps.operations().stream())
                .map(Object::toString)
                .collect(Collectors.toSet());
        assertThat(Alphabet.of(ALL))
                .allSatisfy(letter -> assertThat(met)
                        .as(letter.text())
                        .containsAnyElementsOf(Stream.of(0, 1)
                                .map(place -> letter.at(place).getFirst().toString())
                                .toList()));
    }

    @Test
    void whatAFileSystemCannotDoDoesNotOccur() {
        for (Capability missing : Capability.values()) {
            Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(missing));
            assertThat(stream(Sequences.of(1, capabilities)))
                    .allSatisfy(steps -> assertThat(Stream.concat(steps.needs().stream(), steps.operations().stream()))
                            .allMatch(operation -> capabilities.containsAll(operation.needs())));
        }
    }

    @Test
    void noTwoAreTheSame() {
        assertThat(stream(one).map(Steps::text)).doesNotHaveDuplicates();
        assertThat(stream(one).map(steps -> steps.text().replace("/x", "/y"))).doesNotHaveDuplicates();
        assertThat(stream(TWO).map(Steps::text)).doesNotHaveDuplicates();
    }

    @Test
    void eachEndsDurable() {
        assertThat(stream(one)).allMatch(steps -> steps.operations().getLast().isPersistencePoint());
    }

    @Test
    void theirTextReadsBack() {
        assertThat(stream(one))
                .allSatisfy(steps -> assertThat(Steps.parse(steps.text())).isEqualTo(steps));
    }

    @Test
    void aSampleIsChosenBySeedAndHasNoneTwice() {
        SampledSequences sample = SampledSequences.of(3, 200, 7, ALL);
        assertThat(sample.chosen()).hasSize(200).doesNotHaveDuplicates();
        assertThat(SampledSequences.of(3, 200, 7, ALL)).isEqualTo(sample);
        assertThat(SampledSequences.of(3, 200, 8, ALL)).isNotEqualTo(sample);
        assertThat(SampledSequences.of(3, 100, 7, ALL).chosen())
                .isEqualTo(sample.chosen().subList(0, 100));
    }

    @Test
    void aSampleOfMoreThanThereIsHasAll() {
        List<Steps> all = SampledSequences.of(1, 100_000, 1, NONE).chosen();
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        stream(Sequences.of(1, NONE)).toList());
    }

    private static List<Operation> operations(Workloads workloads) {
        List<Operation> all = new ArrayList<>();
        stream(workloads).forEach(steps -> all.addAll(steps.operations()));
        return all;
    }

    @Test
    void choicesThatCannotBeAreRefused() {
        assertThat(Arrays.asList("seq-4", "seq", ""))
                .allSatisfy(name -> assertThat(catchThrowable(() -> new WorkloadChoice(name, 0)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("seq-1, seq-2, seq-3, fuzz"));
        assertThat(catchThrowable(() -> new WorkloadChoice("seq-3", 0))).hasMessageContaining("give a sample");
        assertThat(catchThrowable(() -> new WorkloadChoice("fuzz", 5))).hasMessageContaining("takes no sample");
    }
}
