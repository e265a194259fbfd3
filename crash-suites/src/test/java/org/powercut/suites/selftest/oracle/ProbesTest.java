package org.powercut.suites.selftest.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.oracle.OperationRunner;
import org.powercut.framework.oracle.OperationText;
import org.powercut.framework.oracle.Outcome;
import org.powercut.framework.oracle.judge.LifeGoesOn;
import org.powercut.framework.oracle.judge.MountsAgain;
import org.powercut.framework.oracle.judge.Probe;
import org.powercut.framework.oracle.judge.Probes;
import org.powercut.framework.oracle.judge.Revived;
import org.powercut.framework.oracle.judge.SpaceComesBack;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** Probes find life in a sound file system, whatever is in it, and say what is wrong with one that is not. */
class ProbesTest {
    private static final String EVERYTHING =
            "mkdir /d; mkdir /d/e; create /d/a nodatacow; write /d/a 10+9000 #1; create /b; write /b 0+100 #2; link /b /d/b; "
                    + "symlink ../b /d/s; mknod /d/p fifo; snapshot one; write /b 0+100 #3; clone /b /d/a; snapshot two; "
                    + "setxattr /b user.x 9000 #4; create /i; mkdir /d/i; flags /i immutable; flags /d/i append_only,dax; "
                    + "flags /d dax,immutable; unlink /b";

    @ParameterizedTest
    @EnumSource(Contract.class)
    @DisplayName("a sound file system lives on, and gives everything back")
    void livesOn(Contract contract) {
        PmemDevice device = FreshFileSystem.device();
        DaxFileSystem fs = FreshFileSystem.mount(device, contract);
        List<Outcome> outcomes;
        try (OperationRunner runner = new OperationRunner(fs)) {
            outcomes = runner.runAll(OperationText.parseAll(EVERYTHING));
        }
        assertThat(outcomes).allMatch(Outcome::isDone);
        Probes.all().check(fs, device, FreshFileSystem.provider());
        assertThat(FreshFileSystem.provider().fsck(device).isClean()).isTrue();
        try (DaxFileSystem empty = FreshFileSystem.mount(device, contract)) {
            assertThat(empty.readdir("/")).isEmpty();
            assertThat(empty.snapshots()).isEmpty();
        }
    }

    @Test
    @DisplayName("probes run in their order, and a refusal is a broken promise")
    void refusal() {
        PmemDevice device = FreshFileSystem.device();
        DaxFileSystem fs = FreshFileSystem.mount(device, Contract.STRONG);
        List<String> order = new ArrayList<>();
        Probes probes = Probes.of(revived -> order.add("first"))
                .and(revived -> order.add("second"))
                .and(revived -> revived.fs().rmdir("/missing"));
        assertThatThrownBy(() -> probes.check(fs, device, FreshFileSystem.provider()))
                .isInstanceOfSatisfying(BrokenPromise.class, promise -> {
                    assertThat(promise.failureClass()).isEqualTo(FailureClass.METADATA_INCONSISTENCY);
                    assertThat(promise.guarantee()).contains("G20");
                })
                .hasMessageContaining("ENOENT");
        assertThat(order).containsExactly("first", "second");
    }

    @Test
    @DisplayName("what fsck finds after the probes is a broken promise")
    void damage() {
        PmemDevice device = FreshFileSystem.device();
        DaxFileSystem fs = FreshFileSystem.mount(device, Contract.STRONG);
        Revived revived = Revived.of(fs, device, FreshFileSystem.provider());
        Probes damaging = Probes.of(living -> {
            living.fs().unmount();
            device.putLong(0, 0x5eed);
            device.flush(0, Long.BYTES);
            device.fence();
        });
        assertThatThrownBy(() -> damaging.check(revived))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageStartingWith("G20: fsck: ");
    }

    @Test
    @DisplayName("what needs room is skipped by its name where there is none, and nothing is accused of it")
    void full() {
        PmemDevice device = FreshFileSystem.device();
        DaxFileSystem fs = FreshFileSystem.mount(device, Contract.STRONG);
        Probe takesAll = living -> {
            try (DaxFile file = living.fs().create("/full")) {
                file.allocate(FallocateMode.ALLOCATE, 0, 1 << 20);
                for (long end = 1 << 20; ; end += Pmem.PAGE) {
                    file.allocate(FallocateMode.ALLOCATE, end, Pmem.PAGE);
                }
            } catch (NoSpaceException expected) {
                assertThat(expected.errno()).isEqualTo(Errno.ENOSPC);
            }
        };
        assertThat(Probes.of(takesAll, new LifeGoesOn(), new MountsAgain(), new SpaceComesBack())
                        .check(fs, device, FreshFileSystem.provider()))
                .containsExactly("LifeGoesOn");
    }

    @Test
    @DisplayName("to be out of room while there is room is a broken promise")
    void notFull() {
        PmemDevice device = FreshFileSystem.device();
        DaxFileSystem fs = FreshFileSystem.mount(device, Contract.STRONG);
        Probes refused = Probes.of(living -> {
            throw new NoSpaceException("as it says");
        });
        assertThatThrownBy(() -> refused.check(fs, device, FreshFileSystem.provider()))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("as it says");
    }

    @Test
    @DisplayName("a restart mounts with the options that the test has mounted with")
    void options() {
        PmemDevice device = FreshFileSystem.device();
        MountOptions options =
                MountOptions.defaults().withContract(Contract.WEAK).withDax(DaxMode.NEVER);
        DaxFileSystem fs = FreshFileSystem.provider().mount(device, options);
        fs.create("/a").close();
        Probe looks = living -> {
            living.restart();
            assertThat(living.fs().contract()).isEqualTo(Contract.WEAK);
            assertThat(living.fs().stat("/a").dax()).isFalse();
        };
        Probes.of(looks).check(new Revived(fs, device, FreshFileSystem.provider(), options));
    }
}
