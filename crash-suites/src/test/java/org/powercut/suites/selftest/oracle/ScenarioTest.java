package org.powercut.suites.selftest.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.MountOptions;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.judge.Grade;
import org.powercut.framework.oracle.judge.Scenario;
import org.powercut.framework.oracle.judge.Verdict;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;
import org.powercut.suites.undofs.UndoFsProvider;

/** What a scenario accuses a running file system of, what it excuses, and what it remembers of the start. */
class ScenarioTest {
    private static final String EIGHT_NAMES =
            "create /a; link /a /b; link /a /c; link /a /d; link /a /e; link /a /f; " + "link /a /g; link /a /h";

    /** dax-fs with a bug: it refuses one kind of operation, always with the same error. */
    private static DaxFileSystem refusing(DaxFileSystem fs, String method, Errno errno) {
        return (DaxFileSystem) Proxy.newProxyInstance(
                DaxFileSystem.class.getClassLoader(),
                new Class<?>[] {DaxFileSystem.class},
                (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        throw new DaxFileSystemException(errno, "refused");
                    }
                    try {
                        return called.invoke(fs, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ENOSPC     | mkdir    | mkdir /x             | false
            EIO        | mkdir    | mkdir /x             | false
            EOPNOTSUPP | mkdir    | mkdir /x             | false
            EFBIG      | mkdir    | mkdir /x             | false
            EMLINK     | mkdir    | mkdir /x             | false
            EOPNOTSUPP | setFlags | flags /a dax         | false
            EIO        | mkdir    | mkdir /x             | true
            EFBIG      | truncate | truncate /a 5000     | false
            EFBIG      | truncate | truncate /a 2147483648 | true
            EMLINK     | link     | link /a /i           | true
            EMLINK     | link     | link /s /i           | false
            EOPNOTSUPP | sync     | remount              | true
            """)
    @DisplayName("an error without its cause is a broken promise")
    void errorsNeedACause(Errno errno, String method, String operation, boolean excused) {
        Scenario scenario = Scenario.of(EIGHT_NAMES + "; symlink a /s", operation);
        try (DaxFileSystem fs = FreshFileSystem.mount(Contract.STRONG)) {
            scenario.prepare(fs);
            boolean faulty = errno == Errno.EIO && excused;
            DaxFileSystem refusing = refusing(fs, method, errno);
            Runnable run = operation.equals("remount")
                    ? () -> scenario.run(refusing, milestone -> {})
                    : () -> scenario.run(refusing, milestone -> {}, mounted -> mounted, () -> faulty);
            if (excused) {
                assertThatCode(run::run).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(run::run)
                        .isInstanceOf(BrokenPromise.class)
                        .hasMessageContaining(operation + " ended with: " + errno + "; it should with: done");
            }
        }
    }

    @Test
    @DisplayName("a file system that is full may say so")
    void full() {
        try (DaxFileSystem fs = FreshFileSystem.mount(Contract.STRONG)) {
            fill(fs);
            List<String> milestones = new ArrayList<>();
            Scenario.of("", "write /full 100000000+50000 #1").run(fs, milestones::add);
            assertThat(milestones).contains("acknowledged: ENOSPC");
        }
    }

    private static void fill(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/full")) {
            long offset = 0;
            for (long length = 4 << 20; length >= 4096; length /= 2) {
                try {
                    file.allocate(FallocateMode.ALLOCATE, offset, length);
                    offset += length;
                } catch (DaxFileSystemException e) {
                    assertThat(e.errno()).isEqualTo(Errno.ENOSPC);
                }
            }
        }
    }

    @Test
    @DisplayName("what is not declared may be refused")
    void undeclared() {
        UndoFsProvider provider = new UndoFsProvider();
        PmemDevice device = SimulatedDevice.ofSize(8 << 20);
        provider.mkfs(device);
        try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
            assertThatCode(() ->
                            Scenario.of("create /a", "setxattr /a user.x 9 #1").run(fs, milestone -> {}))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    @DisplayName("the root directory is expected as the workload found it")
    void root() {
        assertThat(verdictOnRoot(fs -> {}).grade()).isEqualTo(Grade.ALLOWED);
        assertThat(verdictOnRoot(fs -> fs.chmod("/", 0700)).reason()).contains("/: the mode is 0700, not 01777");
        assertThat(verdictOnRoot(fs -> fs.chown("/", 3, 2)).reason()).contains("/: the owner is 3:2, not 1:2");
        assertThat(verdictOnRoot(fs -> fs.setFlags("/", Set.of())).reason())
                .contains("/: the set of flags is [], not [NODATACOW]");
    }

    private static Verdict verdictOnRoot(Consumer<DaxFileSystem> damage) {
        try (DaxFileSystem fs = FreshFileSystem.mount(Contract.STRONG)) {
            fs.chmod("/", 01777);
            fs.chown("/", 1, 2);
            fs.setFlags("/", Set.of(FileFlag.NODATACOW));
            Scenario scenario = Scenario.of("", "create /a");
            List<String> milestones = new ArrayList<>();
            scenario.run(fs, milestones::add);
            damage.accept(fs);
            return scenario.judge(fs, Platform.ADR, milestones);
        }
    }
}
