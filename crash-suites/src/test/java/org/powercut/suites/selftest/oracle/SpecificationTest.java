package org.powercut.suites.selftest.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MountOptions;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationRunner;
import org.powercut.framework.oracle.OperationText;
import org.powercut.framework.oracle.Outcome;
import org.powercut.framework.oracle.judge.LiveComparison;
import org.powercut.framework.oracle.judge.Surroundings;
import org.powercut.framework.oracle.spec.Root;
import org.powercut.framework.oracle.spec.Rules;
import org.powercut.framework.oracle.spec.SpecState;
import org.powercut.framework.oracle.spec.Specification;
import org.powercut.framework.oracle.spec.Step;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/**
 * Random operations on each file system and on the specification: the same outcomes and, after each operation, the same tree
 * with the same content. A failure tells the workload as a line that can be run again.
 */
class SpecificationTest {
    private static final int OPERATIONS = Integer.getInteger("powercut.oracle.operations", 400);
    private static final int SEEDS = Integer.getInteger("powercut.oracle.seeds", 12);
    private static final long MIB = 1 << 20;

    static Stream<Arguments> runs() {
        return Stream.of(FreshFileSystem.provider())
                .flatMap(provider -> provider.contracts().stream()
                        .sorted()
                        .flatMap(contract -> IntStream.rangeClosed(1, SEEDS)
                                .mapToObj(seed -> Arguments.of(Named.of(provider.name(), provider), contract, seed))));
    }

    @ParameterizedTest(name = "{0}, {1}, seed {2}")
    @MethodSource("runs")
    @DisplayName("a file system does what the specification says")
    void agree(DaxFileSystemProvider provider, Contract contract, long seed) {
        List<Operation> operations = RandomOperations.of(seed, OPERATIONS).stream()
                .filter(operation -> provider.capabilities().containsAll(operation.needs()))
                .toList();
        PmemDevice device = SimulatedDevice.ofSize((seed % 4 == 0 ? 1 : 32) * MIB);
        provider.mkfs(device);
        MountOptions options = MountOptions.defaults().withContract(contract);
        DaxFileSystem fs = provider.mount(device, options);
        OperationRunner runner = new OperationRunner(fs, mounted -> {
            mounted.unmount();
            return provider.mount(device, options);
        });
        SpecState state = SpecState.empty(Rules.of(fs, Platform.ADR), Root.of(fs));
        List<Operation> done = new ArrayList<>();
        for (Operation operation : operations) {
            done.add(operation);
            Outcome outcome = runner.run(operation);
            Step step = Specification.apply(state, operation);
            if (!isLackOfSpace(runner.fileSystem(), operation, outcome)) {
                assertThat(outcome).as(() -> story(done)).isEqualTo(step.outcome());
            }
            state = Specification.apply(state, operation, outcome).after();
            assertThat(LiveComparison.difference(runner.fileSystem(), state))
                    .as(() -> story(done))
                    .isEmpty();
        }
        runner.close();
        runner.fileSystem().unmount();
        assertThat(provider.fsck(device).problems()).isEmpty();
    }

    private static String story(List<Operation> done) {
        return "the last of these: " + OperationText.print(done.reversed().subList(0, 1)) + " <= "
                + OperationText.print(done);
    }

    private static boolean isLackOfSpace(DaxFileSystem fs, Operation operation, Outcome outcome) {
        return outcome.equals(Outcome.failed(Errno.ENOSPC))
                && new Surroundings(fs, () -> false).excuse(operation, Errno.ENOSPC);
    }
}
