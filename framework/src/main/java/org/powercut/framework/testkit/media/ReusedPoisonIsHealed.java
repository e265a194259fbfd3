package org.powercut.framework.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/**
 * Deleting a file frees the media that it is known to have lost, and whoever gets the blocks next sees neither the poison
 * nor the old data
 * (linux: dax.rst names deleting and restoring a file as the way to repair it). Here enough is
 * written after the damaged file is gone to use each of its blocks again.
 */
@CrashTest
@Tag("media")
@Guarantee({"G38", "G15"})
@DisplayName("freed poison is healed before it is used again")
@Explore(states = 200_000, budget = "20s", randomStates = 32)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ReusedPoisonIsHealed {
    private static final byte[] DATA = Content.of(1, 8 * 4096);
    private static final byte[] NEXT = Content.of(2, 3 * 4096);

    private static final int FILES = 6;

    @Prepare
    void damagedFile(DaxFileSystem fs, PmemDevice device) {
        try (DaxFile file = fs.create("/damaged")) {
            file.write(0, DATA);
            for (int page = 0; page < 8; page += 3) {
                long start = page * 4096L;
                long at = Content.locate(device, Arrays.copyOfRange(DATA, page * 4096, (page + 1) * 4096));
                device.mediaErrors().poison(at, 1024, Visibility.LATENT);
                assertThatThrownBy(() -> file.read(start, 4096)).isInstanceOf(FileMediaErrorException.class);
            }
        }
    }

    @Workload
    void deleteThenWriteMore(DaxFileSystem fs, Milestones reached) {
        fs.unlink("/damaged");
        reached.mark("deleted");
        for (int i = 0; i < FILES; i++) {
            try (DaxFile file = fs.create("/next" + i)) {
                file.write(0, NEXT);
            }
            reached.mark("written");
            if (i % 2 == 1) {
                Durable.sync(fs, reached);
            }
        }
    }

    @Verify
    void nobodyInheritsPoison(DaxFileSystem fs, Crash crash) throws Throwable {
        for (int i = 0; i < Durable.times(fs, crash, "written"); i++) {
            String path = "/next" + i;
            Promise.durable(
                    () -> assertThatContent(FileContent.of(fs, path)).as(path).is(NEXT));
        }
        if (Durable.reached(fs, crash, "deleted")) {
            Promise.mediaErrorsTold(() -> assertThat(fs.mediaErrors())
                    .as("errors of files, the only damaged one is gone")
                    .isEmpty());
        }
    }
}
