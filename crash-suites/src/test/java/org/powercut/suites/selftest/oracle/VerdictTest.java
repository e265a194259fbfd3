package org.powercut.suites.selftest.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationRunner;
import org.powercut.framework.oracle.OperationText;
import org.powercut.framework.oracle.Outcome;
import org.powercut.framework.oracle.judge.Grade;
import org.powercut.framework.oracle.judge.LegalStates;
import org.powercut.framework.oracle.judge.Verdict;
import org.powercut.framework.oracle.spec.Root;
import org.powercut.framework.oracle.spec.Rules;
import org.powercut.framework.oracle.spec.SpecState;

/**
 * What is judged how. Each row: the contract, the workload, how many of its operations were acknowledged, what a file system
 * really holds after recovery (made by other operations), and the verdict with the guarantee that is broken. The rows about
 * legal but unusual states are as many as those about broken promises: an accusation that is wrong costs trust.
 */
class VerdictTest {

    @ParameterizedTest(name = "{0}, {2} of [{1}], found [{3}]")
    @CsvSource(delimiter = '|', textBlock = """
            # names, STRONG: what was acknowledged is there, what was running has happened or not
            STRONG | create /a; rename /a /b           | 2 | create /b                      | ALLOWED     |
            STRONG | create /a; rename /a /b           | 1 | create /a                      | ALLOWED     |
            STRONG | create /a; rename /a /b           | 1 | create /b                      | ALLOWED     |
            STRONG | create /a; rename /a /b           | 1 | create /a; create /b           | FORBIDDEN   | G11
            STRONG | create /a; rename /a /b           | 1 | create /a; link /a /b          | FORBIDDEN   | G11
            STRONG | create /a; rename /a /b           | 1 |                                | FORBIDDEN   | G9
            STRONG | create /a; rename /a /b           | 2 | create /a                      | FORBIDDEN   | G9
            STRONG | mkdir /a; rename /a /b            | 1 | mkdir /a; mkdir /b             | FORBIDDEN   | G13
            STRONG | create /a; link /a /b             | 2 | create /a; create /b           | FORBIDDEN   | G9
            STRONG | symlink long-target /s            | 0 | symlink long /s                | FORBIDDEN   | G18
            STRONG | create /a; unlink /a              | 1 |                                | ALLOWED     |
            STRONG | mkdir /d; create /d/a             | 1 | mkdir /d; create /d/b          | FORBIDDEN   | G12
            STRONG | tmpfile /t 100 #1                 | 0 | create /t                      | FORBIDDEN   | G12
            # data, STRONG
            STRONG | create /a; write /a 0+100 #1      | 2 | create /a; write /a 0+100 #1   | ALLOWED     |
            STRONG | create /a; write /a 0+100 #1      | 2 | create /a                      | FORBIDDEN   | G9
            STRONG | create /a; write /a 0+100 #1      | 1 | create /a; write /a 0+99 #1    | FORBIDDEN   | G17
            STRONG | create /a; write /a 0+100 #1      | 2 | create /a; write /a 0+100 #7   | FORBIDDEN   | G15
            STRONG | create /a; write /a 0+16 #1; write /a 0+16 #2 | 2 | create /a; write /a 0+16 #1; write /a 0+8 #2 | FORBIDDEN | G17
            STRONG | create /a nodatacow; write /a 0+16 #1; write /a 0+16 #2 | 2 | create /a nodatacow; write /a 0+16 #1; write /a 0+8 #2 | INTERESTING |
            STRONG | create /a nodatacow; write /a 0+16 #1; write /a 0+16 #2 | 2 | create /a nodatacow; write /a 0+16 #1; write /a 0+4 #2 | FORBIDDEN | G17
            STRONG | create /a nodatacow; write /a 0+16 #1; write /a 0+16 #2 | 3 | create /a nodatacow; write /a 0+16 #1; write /a 0+8 #2 | FORBIDDEN | G9
            STRONG | create /a nodatacow; write /a 0+16 #1 | 1 | create /a nodatacow; truncate /a 16 | FORBIDDEN | G17
            STRONG | create /a; write /a 0+9000 #1; fallocate /a punch_hole 4096+4096 | 2 | create /a; write /a 0+9000 #1; fallocate /a punch_hole 4096+100 | FORBIDDEN | G14
            STRONG | create /a; write /a 0+9000 #1; truncate /a 10 | 2 | create /a; write /a 0+10 #1 | ALLOWED |
            STRONG | create /a; write /a 0+50 #1; truncate /a 10; truncate /a 50 | 4 | create /a; write /a 0+50 #1 | FORBIDDEN | G9
            STRONG | create /a; create /b; write /a 0+9000 #1; clone /a /b | 3 | create /a; create /b; write /a 0+9000 #1; write /b 0+4096 #1 | FORBIDDEN | G32
            # blocks: what was given in advance stays given; nobody minds more of them
            STRONG | create /a; fallocate /a allocate 0+8192 | 2 | create /a; truncate /a 8192 | FORBIDDEN   | G9
            STRONG | create /a; fallocate /a allocate_keep_size 0+8192 | 2 | create /a; fallocate /a allocate_keep_size 0+4096 | FORBIDDEN | G9
            STRONG | create /a; truncate /a 8192       | 2 | create /a; fallocate /a allocate 0+8192 | ALLOWED |
            STRONG | create /a; write /a 0+8192 #1; fallocate /a punch_hole 0+4096 | 2 | create /a; write /a 0+8192 #1; fallocate /a zero_range 0+4096 | ALLOWED |
            STRONG | create /a; write /a 0+4096 #1; fallocate /a zero_range 0+4096 | 2 | create /a; write /a 0+4096 #1; fallocate /a punch_hole 0+4096 | FORBIDDEN | G9
            STRONG | create /a; truncate /a 4096; mapstore /a shared 0+16 #1 | 3 | create /a; truncate /a 4096 | INTERESTING |
            WEAK   | create /a; fallocate /a allocate_keep_size 0+8192; fsync /a | 3 | create /a | FORBIDDEN | G2
            WEAK   | create /a; fallocate /a allocate_keep_size 0+8192; fdatasync /a | 3 | create /a | FORBIDDEN | G3
            WEAK   | create /a; fsync /a; fallocate /a allocate_keep_size 0+8192 | 3 | create /a | INTERESTING |
            # attributes
            STRONG | create /a; chmod /a 600           | 2 | create /a                      | FORBIDDEN   | G9
            STRONG | create /a; setxattr /a user.x 9 #1; setxattr /a user.x 9 #2 | 2 | create /a; setxattr /a user.x 9 #3 | FORBIDDEN | G19
            STRONG | create /a; utimes /a 5 6          | 2 | create /a; utimes /a 5 7       | FORBIDDEN   | G9
            STRONG | create /a; utimes /a 5 6; append /a 1 #1 | 3 | create /a; append /a 1 #1 | ALLOWED   |
            # stores through mappings: durable when something says so, and then exactly
            STRONG | create /a; write /a 0+64 #1; mapstore /a shared 0+16 #2 | 3 | create /a; write /a 0+64 #1 | INTERESTING |
            STRONG | create /a; write /a 0+64 #1; mapstore /a shared 0+16 #2 | 3 | create /a; write /a 0+64 #1; write /a 8+8 #2 | INTERESTING |
            STRONG | create /a; write /a 0+64 #1; mapstore /a shared 0+16 #2; fsync /a | 4 | create /a; write /a 0+64 #1; write /a 8+8 #2 | FORBIDDEN | G1
            STRONG | create /a; write /a 0+64 #1; mapstore /a shared 0+16 #2; fdatasync /a | 4 | create /a; write /a 0+64 #1 | FORBIDDEN | G3
            STRONG | create /a; write /a 0+64 #1; mapstore /a shared 0+16 #2; sync | 4 | create /a; write /a 0+64 #1 | FORBIDDEN | G5
            STRONG | create /a; write /a 0+64 #1; mapstore /a shared 0+16 #2; msync /a 0+8 | 4 | create /a; write /a 0+64 #1 | FORBIDDEN | G6
            STRONG | create /a; write /a 0+64 #1; mapstore /a shared 0+16 #2; msync /a 0+8 | 4 | create /a; write /a 0+64 #1; write /a 0+8 #2 | INTERESTING |
            STRONG | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2; persist /a 0+16 | 4 | create /a nodatacow; write /a 0+64 #1 | FORBIDDEN | G25
            STRONG | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2; persist /a 0+16 | 3 | create /a nodatacow; write /a 0+64 #1 | INTERESTING |
            # WEAK: any earlier moment, but of one moment, since the last commit
            WEAK   | create /a; create /b              | 2 |                                | INTERESTING |
            WEAK   | create /a; create /b              | 2 | create /a                      | INTERESTING |
            WEAK   | create /a; create /b              | 2 | create /b                      | FORBIDDEN   | G12
            WEAK   | create /a; create /b; fsync /b    | 3 | create /b                      | FORBIDDEN   | G12
            WEAK   | create /a; create /b; fsync /b    | 3 | create /a                      | FORBIDDEN   | G4
            WEAK   | create /a; write /a 0+9 #1; fsync /a; create /b | 4 | create /a; write /a 0+9 #1 | INTERESTING |
            WEAK   | create /a; write /a 0+9 #1; fsync /a | 3 | create /a                   | FORBIDDEN   | G2
            WEAK   | create /a; write /a 0+9 #1 dsync  | 2 | create /a                      | FORBIDDEN   | G7
            WEAK   | create /a; write /a 0+9 #1; fdatasync /a | 3 | create /a               | FORBIDDEN   | G3
            WEAK   | create /a; utimes /a 5 6; fdatasync /a | 3 | create /a; utimes /a 1 1   | ALLOWED     |
            WEAK   | create /a; utimes /a 5 6; fsync /a | 3 | create /a; utimes /a 1 1       | FORBIDDEN   | G2
            WEAK   | create /a; write /a 0+16 #1; fsync /a; write /a 0+16 #2 | 4 | create /a; write /a 0+16 #1; write /a 0+8 #2 | FORBIDDEN | G17
            WEAK   | create /a nodatacow; write /a 0+16 #1; fsync /a; write /a 0+16 #2 | 4 | create /a nodatacow; write /a 0+16 #1; write /a 8+8 #2 | INTERESTING |
            WEAK   | create /a nodatacow; write /a 0+16 #1; fsync /a; write /a 0+16 #2; syncrange /a 0+16 | 5 | create /a nodatacow; write /a 0+16 #1 | FORBIDDEN | G8
            WEAK   | create /a; write /a 0+16 #1; syncrange /a 0+16 | 3 | create /a              | INTERESTING |
            WEAK   | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2 | 3 | | FORBIDDEN | G25
            # snapshots
            STRONG | create /a; snapshot s; unlink /a  | 3 | create /a; snapshot s; unlink /a | ALLOWED   |
            STRONG | create /a; snapshot s; unlink /a  | 3 | snapshot s                     | FORBIDDEN   | G33
            STRONG | create /a; snapshot s             | 2 | create /a                      | FORBIDDEN   | G33
            """)
    @DisplayName("states are graded, and the broken guarantee is named")
    void grades(Contract contract, String workload, int acknowledged, String found, Grade grade, String guarantee) {
        assertGrade(contract, Platform.ADR, workload, acknowledged, found, grade, guarantee);
    }

    @ParameterizedTest(name = "{0}, {1}, {3} of [{2}], found [{4}]")
    @CsvSource(delimiter = '|', textBlock = """
            # a store through MAP_SYNC that is done: lost with the caches, unless they persist
            ADR  | STRONG | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2 | 3 | create /a nodatacow; write /a 0+64 #1                  | INTERESTING |
            EADR | STRONG | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2 | 3 | create /a nodatacow; write /a 0+64 #1                  | FORBIDDEN   | G25
            EADR | STRONG | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2 | 3 | create /a nodatacow; write /a 0+64 #1; write /a 0+8 #2 | FORBIDDEN   | G25
            EADR | STRONG | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2 | 3 | create /a nodatacow; write /a 0+64 #1; write /a 0+16 #2 | ALLOWED    |
            EADR | WEAK   | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2 | 3 | create /a nodatacow; write /a 0+64 #1                  | FORBIDDEN   | G25
            # while it runs, some of its words may be visible
            EADR | STRONG | create /a nodatacow; write /a 0+64 #1; mapstore /a shared_sync 0+16 #2 | 2 | create /a nodatacow; write /a 0+64 #1; write /a 0+8 #2 | INTERESTING |
            # other mappings promise nothing of their blocks before a sync, wherever the caches are
            EADR | STRONG | create /a nodatacow; write /a 0+64 #1; mapstore /a shared 0+16 #2      | 3 | create /a nodatacow; write /a 0+64 #1                  | INTERESTING |
            EADR | STRONG | create /a; write /a 0+64 #1; mapstore /a shared 0+16 #2; msync /a 0+16 | 4 | create /a; write /a 0+64 #1                            | FORBIDDEN   | G6
            # a file system that keeps its changes in DRAM loses them there too
            EADR | WEAK   | create /a; write /a 0+16 #1                                            | 2 |                                                        | INTERESTING |
            """)
    @DisplayName("what a store through a mapping is worth depends on the platform")
    void platforms(
            Platform platform,
            Contract contract,
            String workload,
            int acknowledged,
            String found,
            Grade grade,
            String guarantee) {
        assertGrade(contract, platform, workload, acknowledged, found, grade, guarantee);
    }

    private static void assertGrade(
            Contract contract,
            Platform platform,
            String workload,
            int acknowledged,
            @Nullable String found,
            Grade grade,
            @Nullable String guarantee) {
        List<Operation> operations = OperationText.parseAll(workload);
        try (Recovered recovered = new Recovered(contract)) {
            LegalStates legal = legalStates(recovered.fs(), platform, operations, acknowledged);
            recovered.run(found == null ? "" : found);
            Verdict verdict = legal.judge(recovered.fs());
            assertThat(verdict.grade()).as(verdict.toString()).isEqualTo(grade);
            if (guarantee != null) {
                assertThat(verdict.guarantee()).as(verdict.toString()).isEqualTo(guarantee);
            }
        }
    }

    @ParameterizedTest(name = "all: {0}, {2} of [{1}], found [{3}]")
    @CsvSource(delimiter = '|', textBlock = """
            # the whole journal is committed, or what comes before the last change of the file
            true  | create /a; create /b; fsync /b    | 3 | create /a                      | FORBIDDEN   | G4
            false | create /a; create /b; fsync /b    | 3 | create /a                      | INTERESTING |
            false | create /a; create /b; fsync /b    | 3 | create /b                      | FORBIDDEN   | G12
            true  | create /a; write /a 0+9 #1; create /b; fsync /a | 4 | create /a; write /a 0+9 #1 | FORBIDDEN | G4
            false | create /a; write /a 0+9 #1; create /b; fsync /a | 4 | create /a; write /a 0+9 #1 | INTERESTING |
            false | create /a; write /a 0+9 #1; create /b; fsync /a | 4 | create /a        | FORBIDDEN   | G2
            false | create /a; chmod /a 600; create /b; fsync /a | 4 | create /a           | FORBIDDEN   | G2
            true  | mkdir /d; create /d/a; create /b; fsync /d | 4 | mkdir /d; create /d/a | FORBIDDEN   | G4
            false | mkdir /d; create /d/a; create /b; fsync /d | 4 | mkdir /d; create /d/a | INTERESTING |
            false | mkdir /d; create /d/a; create /b; fsync /d | 4 | mkdir /d              | FORBIDDEN   | G4
            false | create /a; create /b; sync        | 3 | create /a                      | FORBIDDEN   | G5
            true  | create /a nodatacow; write /a 0+9 #1; create /b; write /a 0+9 #2 dsync | 4 | create /a nodatacow; write /a 0+9 #2 | FORBIDDEN | G7
            false | create /a nodatacow; write /a 0+9 #1; create /b; write /a 0+9 #2 dsync | 4 | create /a nodatacow; write /a 0+9 #2 | INTERESTING |
            false | create /a nodatacow; write /a 0+9 #1; create /b; write /a 0+9 #2 dsync | 4 | create /a nodatacow; write /a 0+9 #1; create /b | FORBIDDEN | G7
            """)
    @DisplayName("an fsync commits what the file system declares that it does")
    void scopes(boolean all, String workload, int acknowledged, String found, Grade grade, String guarantee) {
        try (Recovered recovered = new Recovered(Contract.WEAK)) {
            Set<Capability> capabilities = new HashSet<>(recovered.fs().capabilities());
            assertThat(all || capabilities.remove(Capability.ORDERED_COMMITS)).isTrue();
            Rules rules = new Rules(Contract.WEAK, capabilities, Platform.ADR);
            LegalStates legal = legalStates(rules, recovered.fs(), OperationText.parseAll(workload), acknowledged);
            recovered.run(found);
            Verdict verdict = legal.judge(recovered.fs());
            assertThat(verdict.grade()).as(verdict.toString()).isEqualTo(grade);
            if (guarantee != null) {
                assertThat(verdict.guarantee()).as(verdict.toString()).isEqualTo(guarantee);
            }
        }
    }

    @Test
    @DisplayName("a verdict says what was promised by which operation, and what was found")
    void reasons() {
        List<Operation> operations = OperationText.parseAll("create /a; write /a 0+9 #1; fsync /a; create /b");
        try (Recovered recovered = new Recovered(Contract.WEAK)) {
            LegalStates legal = legalStates(recovered.fs(), Platform.ADR, operations, 4);
            recovered.run("create /a");
            Verdict verdict = legal.judge(recovered.fs());
            assertThatThrownBy(verdict::requireLegal)
                    .isInstanceOfSatisfying(BrokenPromise.class, promise -> {
                        assertThat(promise.failureClass()).isEqualTo(FailureClass.LOST_ACKNOWLEDGED_DATA);
                        assertThat(promise.guarantee()).contains(verdict.guarantee());
                    })
                    .hasMessageContaining("operation 2 (write /a 0+9 #1) was durable when operation 3 (fsync /a) had"
                            + " returned, but only 1 of 4 acknowledged operations are there");
        }
    }

    private static LegalStates legalStates(
            DaxFileSystem fs, Platform platform, List<Operation> operations, int acknowledged) {
        return legalStates(Rules.of(fs, platform), fs, operations, acknowledged);
    }

    private static LegalStates legalStates(
            Rules rules, DaxFileSystem fs, List<Operation> operations, int acknowledged) {
        SpecState start = SpecState.empty(rules, Root.of(fs));
        List<Outcome> outcomes = new ArrayList<>();
        operations.subList(0, acknowledged).forEach(operation -> outcomes.add(Outcome.DONE));
        return LegalStates.of(start, operations, outcomes);
    }

    /** What a power cut is said to have left. */
    private static final class Recovered implements AutoCloseable {
        private final OperationRunner runner;

        Recovered(Contract contract) {
            runner = new OperationRunner(FreshFileSystem.mount(contract));
        }

        DaxFileSystem fs() {
            return runner.fileSystem();
        }

        void run(String operations) {
            assertThat(runner.runAll(OperationText.parseAll(operations))).allMatch(Outcome::isDone);
        }

        @Override
        public void close() {
            runner.close();
            runner.fileSystem().unmount();
        }
    }
}
