package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.framework.inject.InstalledMutation;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.inject.Mutation.CallInstead;
import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.SkipCall;

/**
 * A kit is as good as the bugs it catches in a file system that it was not written for: each bug here is compiled into
 * undo-fs, and tests of the kit, and no others, must find it. That the kit is silent without a bug is shown by
 * UndoFsKeepsTheContractTest.
 */
@DisplayName("the kit alone catches bugs planted in undo-fs")
class KitCatchesPlantedBugsTest {
    private static final String UNDO_FS = "org.powercut.suites.undofs";

    static Stream<Arguments> bugs() {
        return Stream.of(
                Arguments.of(
                        "an undo record is not written back",
                        "RenameReplacesTheTarget",
                        List.of(new SkipCall(UNDO_FS + ".Journal", "record", "flush", 0))),
                Arguments.of(
                        "the name is not written back before the word that makes it one",
                        "CreateAndUnlinkAreAtomic",
                        List.of(new SkipCall(UNDO_FS + ".Directory", "insert", "flush", 0))),
                Arguments.of(
                        "the trim list is worked off before the blocks in use are found (PMFS)",
                        "OrphansAreReclaimed",
                        List.of(
                                new CallInstead(UNDO_FS + ".Recovery", "mount", "findBlocks", 0, "trimAll"),
                                new CallInstead(UNDO_FS + ".Recovery", "mount", "trimAll", 0, "findBlocks"))),
                Arguments.of(
                        "no word counts as stored in part, so that edges stay in the cache (PMFS, WineFS)",
                        "UnalignedWritesKeepTheirEdges",
                        List.of(new ForceReturn(UNDO_FS + ".FileData", "isWithinWord", false))));
    }

    @ParameterizedTest(name = "{0}: by {1}")
    @MethodSource("bugs")
    void isCaught(String bug, String promise, List<Mutation> mutations) {
        List<InstalledMutation> planted = new ArrayList<>();
        try {
            Instrumentation code = Instrumentation.install(List.of(UNDO_FS));
            mutations.forEach(mutation -> planted.add(code.mutate(mutation)));
            assertThat(catching()).as("promises of the kit that find: %s", bug).contains(promise);
        } finally {
            planted.reversed().forEach(InstalledMutation::close);
        }
    }

    /** The classes of the kit with a finding. */
    private static Stream<String> catching() {
        return SuiteRun.kit(Map.of(
                        "powercut.file-system", UNDO_FS + ".UndoFsProvider",
                        "powercut.states", "400",
                        "powercut.states-per-point", "64",
                        "powercut.findings", "1",
                        "powercut.blame", "false"))
                .stream()
                .filter(record -> !record.findings().isEmpty())
                .map(record -> record.test().testClass().getSimpleName());
    }
}
