package org.powercut.framework.oracle.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationText;
import org.powercut.framework.oracle.Outcome;
import org.powercut.framework.oracle.VersionedBytes;

/** What is durable after which operation: how many operations, and which contents the first page of /a may have. */
class DurabilityTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            STRONG | create /a; write /a 0+16 #1; write /a 0+16 #2                                   | 3 | 2
            WEAK   | create /a; write /a 0+16 #1; write /a 0+16 #2                                   | 0 | 2
            WEAK   | create /a; write /a 0+16 #1; fsync /a; write /a 0+16 #2                         | 3 | 2
            STRONG | create /a nodatacow; write /a 0+16 #1; write /a 0+16 #2                         | 3 | 2
            WEAK   | create /a nodatacow; write /a 0+16 #1; fsync /a; write /a 0+16 #2               | 3 | 1 2
            WEAK   | create /a nodatacow; write /a 0+16 #1; fsync /a; write /a 0+16 #2; create /b; fsync /b | 6 | 1 2
            WEAK   | create /a nodatacow; write /a 0+16 #1; fsync /a; write /a 0+16 #2; syncrange /a 0+16 | 3 | 2
            WEAK   | create /a nodatacow; write /a 0+16 #1; fsync /a; write /a 0+16 #2 dsync         | 4 | 2
            WEAK   | create /a nodatacow; write /a 0+16 #1; fsync /a; write /a 0+16 #2; sync         | 5 | 2
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2                         | 3 | 1 2
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2; mapstore /a shared 0+16 #3 | 4 | 1 2 3
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2; msync /a 0+16          | 4 | 2
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2; msync /a 4096+16       | 4 | 1 2
            STRONG | create /a; write /a 0+16 #1; mapstore /a private 0+16 #2                        | 3 | 1
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2; unmap /a               | 4 | 1 2
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2; unmap /a; fdatasync /a | 5 | 2
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2; write /a 0+16 #3       | 4 | 3
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2; remount                | 4 | 2
            STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2; snapshot s; mapstore /a shared 0+16 #3 | 5 | 2 3
            STRONG | create /a nodatacow; write /a 0+16 #1; mapstore /a shared_sync 0+16 #2; persist /a 0+16 | 4 | 2
            STRONG | create /a nodatacow; write /a 0+16 #1; mapstore /a shared 0+16 #2; persist /a 0+16 | 4 | 1 2
            WEAK   | create /a nodatacow; write /a 0+16 #1; mapstore /a shared_sync 0+16 #2          | 2 | 1 2
            WEAK   | create /a nodatacow; write /a 0+16 #1; create /b; mapstore /a shared_sync 0+16 #2; persist /a 0+16 | 2 | 2
            """)
    @DisplayName("an operation is durable when something says so, and then exactly")
    void durable(Contract contract, String workload, int committed, String versions) {
        SpecState state = run(contract, Platform.ADR, workload);
        assertThat(state.committed()).isEqualTo(committed);
        assertVersions(state, versions);
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # on eADR a store through MAP_SYNC needs no flush; one through another mapping is promised nothing
            ADR  | STRONG | create /a nodatacow; write /a 0+16 #1; mapstore /a shared_sync 0+16 #2             | 1 2
            EADR | STRONG | create /a nodatacow; write /a 0+16 #1; mapstore /a shared_sync 0+16 #2             | 2
            EADR | WEAK   | create /a nodatacow; write /a 0+16 #1; mapstore /a shared_sync 0+16 #2             | 2
            EADR | STRONG | create /a nodatacow; write /a 0+16 #1; mapstore /a shared_sync 4000+8 #2; mapstore /a shared 0+16 #3 | 1 3
            EADR | STRONG | create /a nodatacow; write /a 0+16 #1; mapstore /a shared 0+16 #2                  | 1 2
            EADR | STRONG | create /a; write /a 0+16 #1; mapstore /a shared 0+16 #2                            | 1 2
            ADR  | STRONG | create /a nodatacow; write /a 0+16 #1; mapstore /a shared 0+16 #2; write /a 5000+10 #3 sync | 1 2
            EADR | STRONG | create /a nodatacow; write /a 0+16 #1; mapstore /a shared_sync 0+16 #2; snapshot s; mapstore /a shared_sync 0+16 #3 | 3
            """)
    @DisplayName("what persists without a flush depends on the platform")
    void durableOn(Platform platform, Contract contract, String workload, String versions) {
        assertVersions(run(contract, platform, workload), versions);
    }

    private static void assertVersions(SpecState state, String versions) {
        List<byte[]> expected = java.util.stream.Stream.of(versions.split(" "))
                .map(version -> VersionedBytes.of(Integer.parseInt(version), 0, 16))
                .toList();
        Page page = firstPage(state);
        assertThat(page.versions().stream().map(bytes -> java.util.Arrays.copyOf(bytes, 16)))
                .contains(expected.toArray(byte[][]::new))
                .allMatch(found -> expected.stream().anyMatch(each -> java.util.Arrays.equals(each, found))
                        || java.util.Arrays.equals(found, new byte[16]));
        assertThat(page.newest()).startsWith(expected.getLast());
    }

    @Test
    @DisplayName("a failed operation changes nothing but the count of operations")
    void errors() {
        SpecState before = run(Contract.STRONG, Platform.ADR, "create /a; mkdir /d; create /d/f");
        for (String failing :
                List.of("create /a", "rmdir /d", "rename /d /d/e", "truncate /x 1", "unlink /d", "thaw")) {
            Step step = Specification.apply(before, OperationText.parse(failing));
            assertThat(step.outcome().isDone()).as(failing).isFalse();
            assertThat(step.after().nodes()).as(failing).isEqualTo(before.nodes());
            assertThat(step.after().operations()).isEqualTo(before.operations() + 1);
        }
    }

    @Test
    @DisplayName("a store to a page that was cut after a snapshot goes to a copy")
    void snapshotsKeepWhatWasCut() {
        SpecState state = run(
                Contract.STRONG,
                Platform.ADR,
                "create /a nodatacow; write /a 0+5000 #2; snapshot z; truncate /a 1001; mapstore /a shared_sync 16+8 #5");
        Page past = firstPage(
                state, java.util.Objects.requireNonNull(state.snapshots().get("z"))::get);
        assertThat(past.versions()).containsExactly(VersionedBytes.of(2, 0, FileData.PAGE));
        assertThat(java.util.Arrays.copyOfRange(firstPage(state).newest(), 16, 24))
                .isEqualTo(VersionedBytes.of(5, 16, 8));
    }

    private static Page firstPage(SpecState state) {
        return firstPage(state, state::node);
    }

    private static Page firstPage(SpecState state, java.util.function.IntFunction<Node> nodes) {
        Node.Directory root = (Node.Directory) nodes.apply(SpecState.ROOT);
        Node.File file = (Node.File)
                nodes.apply(java.util.Objects.requireNonNull(root.names().get("a")));
        return state.page(java.util.Objects.requireNonNull(file.data().pages().get(0L)));
    }

    private static SpecState run(Contract contract, Platform platform, String workload) {
        SpecState state = SpecState.empty(new Rules(contract, EnumSet.allOf(Capability.class), platform), Root.NEW);
        for (Operation operation : OperationText.parseAll(workload)) {
            Step step = Specification.apply(state, operation);
            assertThat(step.outcome()).as(OperationText.print(operation)).isEqualTo(Outcome.DONE);
            state = step.after();
        }
        return state;
    }
}
