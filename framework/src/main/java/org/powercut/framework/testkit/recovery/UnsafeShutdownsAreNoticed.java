package org.powercut.framework.testkit.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.Progress;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Faults;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.UnsafeShutdown;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Mounts;
import org.powercut.pmem.PmemDevice;

/**
 * A device that counts unsafe shutdowns tells another count after one, and a file system that was in use then is suspect until a scrub has
 * read everything; an orderly power cut, or one while nobody had changed anything, says nothing (man libpmem2_unsafe_shutdown.7, with its in-use
 * flag). Breaks when the mark of use is durable after the first change, stays after the unmount, or the count is not compared.
 */
@CrashTest
@Tag("recovery")
@Guarantee("G47")
@DisplayName("an unsafe shutdown is noticed, and an orderly one is none")
@Requires(Capability.MEDIA_ERROR_EVENTS)
@Faults("shutdowns")
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class UnsafeShutdownsAreNoticed {
    private static final String UNSAFE = "unsafe";

    static Stream<FaultPlan> shutdowns() {
        return Stream.of(
                FaultPlan.of(UNSAFE, new UnsafeShutdown(7, 3, 4)),
                FaultPlan.of("orderly", new UnsafeShutdown(7, 3, 3)));
    }

    @Workload
    void readChangeUnmount(DaxFileSystem fs, Milestones reached) {
        fs.readdir("/");
        reached.mark("read");
        try (DaxFile file = fs.create("/f")) {
            file.write(0, Content.of(1, 16));
            file.fsync();
        }
        reached.mark("changed");
        reached.mark("about to unmount");
        fs.unmount();
        reached.mark("unmounted");
    }

    @Verify
    void suspectIfInUse(
            DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device, Crash crash, FaultPlan plan)
            throws Throwable {
        boolean isUnsafe = plan.name().equals(UNSAFE);
        if (!isUnsafe || !crash.reached("read") || crash.reached("unmounted")) {
            Promise.consistent(() -> assertThat(fs.isSuspect()).as("suspect").isFalse());
        } else if (crash.reached("changed") && !crash.reached("about to unmount")) {
            Promise.consistent(() -> assertThat(fs.isSuspect()).as("suspect").isTrue());
        }
        Promise.consistent(() -> assertThat(fs.exists("/f") && isUnsafe && !crash.reached("changed"))
                .as("a change that counts before the mark of use")
                .matches(changed -> !changed || fs.isSuspect()));
        if (fs.isSuspect()) {
            assertThat(fs.dirtyShutdowns()).isEqualTo(1);
            fs.scrub(Progress.NONE);
            assertThat(fs.isSuspect()).as("suspect after a scrub").isFalse();
            assertThat(Mounts.again(provider, device, fs.contract()).isSuspect())
                    .as("suspect after the next mount")
                    .isFalse();
        }
    }
}
