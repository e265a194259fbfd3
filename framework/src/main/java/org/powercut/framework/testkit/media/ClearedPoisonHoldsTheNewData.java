package org.powercut.framework.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
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
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/**
 * Overwriting a whole aligned page heals it, in this order: clear the poison, make the data durable, and only then drop the
 * range from the list (linux: pmem_recovery_write). Power lost in between leaves an error or the new data, and never the
 * zeros that clearing leaves behind: those were nobody's data. A write that covers a lost sector in part is refused with
 * EIO and changes nothing.
 */
@CrashTest
@Tag("media")
@Guarantee("G37")
@DisplayName("healing: an error until the new data is durable, never zeros")
@Requires({Capability.MEDIA_ERROR_LIST, Capability.NODATACOW})
@Explore(states = 200_000, budget = "20s", randomStates = 128)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ClearedPoisonHoldsTheNewData {
    private static final byte[] DATA = Content.of(1, 2 * 4096);
    private static final byte[] NEW = Content.of(2, 4096);
    private static final int LOST = 4096 + 1024;

    @Prepare
    void lostSector(DaxFileSystem fs, PmemDevice device) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, DATA);
            long page = Content.locate(device, Arrays.copyOfRange(DATA, 4096, 8192));
            device.mediaErrors().poison(page + 1024, 512, Visibility.LISTED);
            assertThatThrownBy(() -> file.read(LOST, 512)).isInstanceOf(FileMediaErrorException.class);
        }
    }

    @Workload
    void partThenWhole(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE)) {
            assertThatThrownBy(() -> file.write(LOST + 100, new byte[50]))
                    .isInstanceOfSatisfying(
                            DaxFileSystemException.class,
                            refused -> assertThat(refused.errno()).isEqualTo(Errno.EIO));
            reached.mark("refused");
            file.write(4096, NEW);
            reached.mark("healed");
        }
    }

    @Verify
    void errorOrNewData(DaxFileSystem fs, Crash crash) throws Throwable {
        try (DaxFile file = fs.open("/file", OpenFlag.READ)) {
            assertThatContent(file.read(0, 4096)).as("the page before").is(Arrays.copyOf(DATA, 4096));
            byte[] lost;
            try {
                lost = file.read(LOST, 512);
            } catch (FileMediaErrorException told) {
                Promise.mediaErrorsTold(() -> {
                    assertThat(crash.reached("healed"))
                            .as("still an error after it was healed")
                            .isFalse();
                    assertThat(told.error().offset()).isEqualTo(LOST);
                    assertThat(fs.mediaErrors())
                            .extracting(FileMediaError::offset)
                            .contains((long) LOST);
                });
                return;
            }
            Promise.mediaErrorsTold(() -> assertThatContent(lost)
                    .as("a lost sector that reads without error")
                    .is(Arrays.copyOfRange(NEW, 1024, 1536)));
            Promise.mediaErrorsTold(() -> assertThat(crash.reached("refused"))
                    .as("healed by a write that was refused")
                    .isTrue());
        }
    }
}
