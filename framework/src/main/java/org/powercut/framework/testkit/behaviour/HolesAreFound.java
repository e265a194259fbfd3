package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.Errors.assertFails;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * SEEK_DATA and SEEK_HOLE find where data and holes begin; the end of a file counts as a hole, and past it there is neither
 * (lseek(2)). Backup programs copy what these say is data: a page that is missed is lost in the copy.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("data and holes are found where they begin")
@Requires(Capability.FALLOCATE)
@Explore(states = 20_000, budget = "10s", randomStates = 16, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class HolesAreFound {
    private static final int PAGE = 4096;
    private static final int SIZE = 8 * PAGE;

    @Prepare
    void dataBetweenHoles(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/file")) {
            file.write(PAGE, Content.of(1, PAGE));
            file.write(4 * PAGE, Content.of(2, 2 * PAGE));
            file.truncate(SIZE);
        }
    }

    @Workload
    void seekThenPunch(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE)) {
            assertThat(file.seekData(0)).isEqualTo(PAGE);
            assertThat(file.seekData(PAGE + 17)).isEqualTo(PAGE + 17);
            assertThat(file.seekHole(PAGE)).isEqualTo(2 * PAGE);
            assertThat(file.seekHole(0)).isZero();
            assertThat(file.seekHole(4 * PAGE)).isEqualTo(6 * PAGE);
            assertFails(Errno.ENXIO, () -> file.seekData(6 * PAGE));
            assertFails(Errno.ENXIO, () -> file.seekHole(SIZE));
            assertFails(Errno.ENXIO, () -> file.seekData(SIZE + 1));
            file.allocate(FallocateMode.PUNCH_HOLE, 4 * PAGE, PAGE);
            assertThat(file.seekData(2 * PAGE)).isEqualTo(5 * PAGE);
        }
    }

    @Verify
    void dataIsNeverCalledAHole(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ)) {
            assertThat(file.seekData(0)).isEqualTo(PAGE);
            assertThat(file.seekData(2 * PAGE)).isIn(4L * PAGE, 5L * PAGE);
            assertThat(file.seekHole(5 * PAGE)).isEqualTo(6 * PAGE);
        }
    }
}
