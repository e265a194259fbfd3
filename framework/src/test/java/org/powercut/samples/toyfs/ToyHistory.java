package org.powercut.samples.toyfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Faults;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.FaultPlan;

/** Several operations under several faults; what is lost needs one of each. */
@CrashTest
@Guarantee("G11")
@OnFileSystem("toy-fs")
@Faults("plans")
@Explore(deviceSize = 4096, threads = 1, maxFindings = 1)
public class ToyHistory {
    static Stream<FaultPlan> plans() {
        return Stream.of(FaultPlan.of(
                "two-fences",
                new DropFence(Aim.at("ToyFile.write:fence").occurrence(2)),
                new DropFence(Aim.at("ToyFileSystem.rename:fence"))));
    }

    @Prepare
    void files(DaxFileSystem fs) {
        fs.create("/a").write(0, "content!".getBytes());
        fs.create("/x").write(0, "nothing!".getBytes());
    }

    @Workload
    void history(DaxFileSystem fs, Milestones reached) {
        fs.open("/x").write(0, "aa aa aa".getBytes());
        fs.rename("/a", "/b");
        reached.mark("renamed");
        fs.open("/x").write(0, "bb bb bb".getBytes());
        fs.unlink("/x");
    }

    @Verify
    void theNewNameIsThere(DaxFileSystem fs, Crash crash) {
        Promise.durable(() -> assertThat(fs.exists("/b") || !crash.reached("renamed"))
                .as("/b is there once the rename has returned")
                .isTrue());
    }
}
