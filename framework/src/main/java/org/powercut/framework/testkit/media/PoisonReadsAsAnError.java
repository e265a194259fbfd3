package org.powercut.framework.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/**
 * A read that touches poisoned media fails with a typed error that names the file and the lost bytes, and never gives
 * garbage; every other byte of the file stays readable (linux: pmem.c answers EIO for listed sectors, and copies so that a
 * machine check of a latent one becomes EIO). What was told once is told again after a crash.
 */
@CrashTest
@Tag("media")
@Guarantee({"G35", "G43"})
@DisplayName("poisoned media reads as an error, its neighbours as before")
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class PoisonReadsAsAnError {
    private static final byte[] DATA = Content.of(1, 3 * 4096);
    private static final int LOST = 4096 + 3 * 512;
    private static final int LOST_END = LOST + 512;

    @Prepare
    void latentErrorInTheMiddle(DaxFileSystem fs, PmemDevice device) {
        try (DaxFile file = fs.create("/file")) {
            file.write(0, DATA);
        }
        long page = Content.locate(device, Arrays.copyOfRange(DATA, 4096, 8192));
        device.mediaErrors().poison(page + 3 * 512, 512, Visibility.LATENT);
    }

    @Workload
    void readAll(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ)) {
            assertThatThrownBy(() -> file.read(0, DATA.length)).isInstanceOf(FileMediaErrorException.class);
            reached.mark("told");
        }
        try (DaxFile other = fs.create("/other")) {
            other.write(0, Content.of(2, 600));
        }
    }

    @Verify
    void lostBytesAreAnError(DaxFileSystem fs) throws Throwable {
        try (DaxFile file = fs.open("/file", OpenFlag.READ)) {
            for (int[] range : new int[][] {{0, DATA.length}, {LOST + 100, 8}, {LOST_END - 1, 2}}) {
                FileMediaErrorException told =
                        catchThrowableOfType(FileMediaErrorException.class, () -> file.read(range[0], range[1]));
                Promise.mediaErrorsTold(() -> {
                    assertThat(told).as("reading lost bytes").isNotNull();
                    assertThat(told.error().path()).isEqualTo("/file");
                    assertThat(told.error().offset()).isEqualTo(LOST);
                    assertThat(told.error().length()).isEqualTo(LOST_END - LOST);
                });
            }
        }
    }

    @Verify
    void otherBytesAreReadable(DaxFileSystem fs) throws Throwable {
        try (DaxFile file = fs.open("/file", OpenFlag.READ)) {
            Promise.mediaErrorsTold(() -> {
                assertThatContent(file.read(0, LOST)).is(Arrays.copyOf(DATA, LOST));
                assertThatContent(file.read(LOST_END, DATA.length)).is(Arrays.copyOfRange(DATA, LOST_END, DATA.length));
            });
        }
    }

    /** Where there is a list. */
    @Verify
    void toldIsListed(DaxFileSystem fs, Crash crash) throws Throwable {
        if (crash.reached("told") && fs.capabilities().contains(Capability.MEDIA_ERROR_LIST)) {
            Promise.mediaErrorsTold(() -> assertThat(fs.mediaErrors())
                    .extracting(FileMediaError::path, FileMediaError::offset, FileMediaError::length)
                    .containsExactly(tuple("/file", (long) LOST, 512L)));
        }
    }
}
