package org.powercut.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;

@CrashTest
class SwitchReleaseTest {
    @Prepare
    void oldRelease(DaxFileSystem fs) {
        fs.symlink("v1", "/current");
    }

    @Workload
    void switchToNew(DaxFileSystem fs, Milestones reached) {
        fs.symlink("v2", "/next");
        fs.rename("/next", "/current");
        reached.mark("switched");
    }

    @Verify
    void isOldOrNew(DaxFileSystem fs, Crash crash) {
        String release = fs.readlink("/current");
        assertTrue(release.equals("v2") || release.equals("v1") && !crash.reached("switched"), release);
    }
}
