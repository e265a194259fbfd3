package org.powercut.suites.selftest.oracle;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationText;
import org.powercut.framework.oracle.judge.Scenario;

/**
 * Random workloads from a seed, which begin with a few files: whatever a power cut leaves of them is legal. Each seed is a
 * chain of operations of every kind, most of which meet something. {@code -Dpowercut.oracle.first=N} begins elsewhere.
 */
@CrashTest
@DisplayName("judged: random workloads")
@OnFileSystem({"dax-fs:strong", "dax-fs:weak"})
@OnPlatform({Platform.ADR, Platform.EADR})
@Explore(nested = 0, states = 400)
class RandomWorkloadsAreJudged {
    private static final int FIRST = Integer.getInteger("powercut.oracle.first", 1);
    private static final int LENGTH = 60;
    private static final String CHOSEN = "workload ";
    private static final List<Operation> BEFORE = OperationText.parseAll(
            "create /a; write /a 0+9000 #-1; create /b nodatacow; write /b 0+9000 #-2; mkdir /c; create /c/a; link /a /c/b; "
                    + "symlink ../b /c/c");
    private static final List<Scenario> SCENARIOS = IntStream.range(FIRST, FIRST + 6)
            .mapToObj(seed -> Scenario.of(BEFORE, operations(seed)))
            .toList();

    /** A workload here cannot remount. */
    private static List<Operation> operations(long seed) {
        return RandomOperations.of(seed, LENGTH).stream()
                .filter(operation -> !(operation instanceof Operation.Remount))
                .toList();
    }

    private static void run(int number, DaxFileSystem fs, Milestones reached) {
        reached.mark(CHOSEN + number);
        SCENARIOS.get(number).run(fs, reached::mark);
    }

    @Prepare
    void before(DaxFileSystem fs) {
        SCENARIOS.getFirst().prepare(fs);
    }

    @Workload
    void first(DaxFileSystem fs, Milestones reached) {
        run(0, fs, reached);
    }

    @Workload
    void second(DaxFileSystem fs, Milestones reached) {
        run(1, fs, reached);
    }

    @Workload
    void third(DaxFileSystem fs, Milestones reached) {
        run(2, fs, reached);
    }

    @Workload
    void fourth(DaxFileSystem fs, Milestones reached) {
        run(3, fs, reached);
    }

    @Workload
    void fifth(DaxFileSystem fs, Milestones reached) {
        run(4, fs, reached);
    }

    @Workload
    void sixth(DaxFileSystem fs, Milestones reached) {
        run(5, fs, reached);
    }

    @Verify
    void isLegal(DaxFileSystem fs, Crash crash) {
        int number = crash.milestones().stream()
                .filter(milestone -> milestone.startsWith(CHOSEN))
                .mapToInt(milestone -> Integer.parseInt(milestone.substring(CHOSEN.length())))
                .findFirst()
                .orElse(0);
        SCENARIOS.get(number).verify(fs, crash.platform(), crash.milestones());
    }
}
