package org.powercut.samples.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Faults;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Recover;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** Crash tests that each behave in one special way. */
public final class Behaviours {
    private Behaviours() {}

    private static void durable(PmemDevice device, long address, long value) {
        device.putLong(address, value);
        device.flush(address, Long.BYTES);
        device.fence();
    }

    /** Fails in the middle of an operation of the file system. */
    @CrashTest
    @OnFileSystem("toy-fs")
    public static class CutDuringCreate {
        @Workload
        void create(DaxFileSystem fs) {
            fs.create("/new");
        }

        @Verify
        void neverInsideAnOperation(DaxFileSystem fs, Crash crash) {
            if (fs.exists("/new") && crash.operation().isPresent()) {
                throw new AssertionError("cut inside " + crash.operation().get());
            }
        }
    }

    /** The check itself leaves two slots with one name. */
    @CrashTest
    public static class Smash {
        @Workload
        void create(DaxFileSystem fs) {
            fs.create("/a");
        }

        @Verify
        void smash(DaxFileSystem fs, PmemDevice device) {
            device.putLong(Pmem.LINE, 7);
            device.putLong(2 * Pmem.LINE, 7);
        }
    }

    @CrashTest
    @Explore(fsck = false)
    public static class SmashUnnoticed extends Smash {}

    @CrashTest
    @Requires({Capability.HARD_LINKS, Capability.MEDIA_MAP})
    public static class NeedsHardLinks {
        @Workload
        void link(DaxFileSystem fs) {
            fs.link("/a", "/b");
        }

        @Verify
        void linked(DaxFileSystem fs) {
            throw new AssertionError("must not run");
        }
    }

    @CrashTest
    @Requires(contract = Contract.WEAK)
    public static class NeedsTheWeakContract extends NeedsHardLinks {}

    @CrashTest
    @Requires(contract = {Contract.STRONG, Contract.WEAK})
    public static class NeedsAnyContract extends Fresh {}

    @CrashTest
    public static class BrokenPrepare extends Shapes.Base {
        @Prepare
        void fail() {
            throw new IllegalStateException("no");
        }
    }

    @CrashTest
    public static class BrokenWorkload {
        @Workload
        void work(PmemDevice device) {
            throw new AssertionError("no");
        }

        @Verify
        void nothing() {}
    }

    @CrashTest
    public static class Assuming extends Shapes.Base {
        @Prepare
        void assume() {
            assumeTrue(false, "there is no such hardware");
        }
    }

    @CrashTest
    @Explore(instructionLimit = 1000)
    public static class EndlessWorkload {
        @Workload
        void work(PmemDevice device) {
            while (device.getLong(0) == 0) {
                device.fence();
            }
        }

        @Verify
        void nothing() {}
    }

    /** Fails if anything in memory outlives a power cut. */
    @CrashTest
    public static class Fresh extends Shapes.Base {
        private boolean used;

        @Prepare
        void use(PmemDevice device) {
            used = true;
        }

        @Verify
        void isFresh() {
            assertThat(used).isFalse();
            used = true;
        }
    }

    @CrashTest
    public static class RecoverFails extends Shapes.Base {
        @Recover
        void open(PmemDevice device) {
            if (device.getLong(0) == 1) {
                throw new IllegalStateException("cannot open");
            }
        }
    }

    /** Recovery is not idempotent: it counts up once more each time it is cut short. */
    @CrashTest
    public static class RecoverTwice extends Shapes.Base {
        @Recover
        void count(PmemDevice device) {
            durable(device, 128, device.getLong(128) + 1);
            durable(device, 192, 1);
        }

        @Verify
        void countedOnce(PmemDevice device) {
            assertThat(device.getLong(128)).isEqualTo(1);
        }
    }

    /** A right workload whose fences are dropped, and a fault plan that is aimed at nothing. */
    @CrashTest
    @Faults("plans")
    public static class Faulty {
        static Stream<FaultPlan> plans() {
            return Stream.of(
                    FaultPlan.none(),
                    FaultPlan.of("no-fences", new DropFence(Aim.anywhere())),
                    FaultPlan.of("idle", new DropFlush(Aim.anywhere().during("no such operation"))));
        }

        @Workload
        void store(PmemDevice device, Milestones reached) {
            durable(device, 0, 1);
            reached.mark("stored");
        }

        @Verify
        void stored(PmemDevice device, Crash crash, FaultPlan faults) {
            if (crash.reached("stored")) {
                assertThat(device.getLong(0))
                        .as("with faults %s", faults.name())
                        .isEqualTo(1);
            }
        }
    }
}
