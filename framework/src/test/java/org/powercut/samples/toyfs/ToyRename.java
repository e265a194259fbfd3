package org.powercut.samples.toyfs;

import static org.assertj.core.api.Assertions.assertThat;

import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;

/** A rename is atomic and durable on return; on the hasty toy it is not. */
@CrashTest
@Guarantee("G11")
@Explore(deviceSize = 4096, threads = 1)
public class ToyRename {
    @Prepare
    void one(DaxFileSystem fs) {
        fs.create("/a").write(0, "content!".getBytes());
    }

    @Workload
    void rename(DaxFileSystem fs, Milestones reached) {
        fs.rename("/a", "/b");
        reached.mark("renamed");
    }

    @Verify
    void oldXorNew(DaxFileSystem fs, Crash crash) {
        Promise.durable(() -> assertThat(fs.exists("/b") || !crash.reached("renamed"))
                .as("/b is there once the rename has returned")
                .isTrue());
        Promise.atomic(() -> assertThat(fs.exists("/a") ^ fs.exists("/b"))
                .as("either /a or /b is there")
                .isTrue());
        assertThat(fs.open(fs.exists("/a") ? "/a" : "/b").read(0, 8)).isEqualTo("content!".getBytes());
    }
}
