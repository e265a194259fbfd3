package org.powercut.framework.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.MapMode;
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
 * A load through a mapping that touches poisoned media fails with the file, the offset and at most the 512 bytes that are
 * lost: not the whole page, as SIGBUS tells it (BUS_MCEERR_AR with the mapping's shift; xfstests xfs/550), and not an InternalError. A load
 * beside it succeeds, and a store elsewhere in the page is still made durable by fsync.
 */
@CrashTest
@Tag("media")
@Guarantee("G36")
@DisplayName("a mapped access to poisoned media is a typed error of the exact bytes")
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class MappedPoisonIsATypedError {
    private static final byte[] DATA = Content.of(1, 2 * 4096);
    private static final int LOST = 4096 + 512;

    @Prepare
    void latentErrorInASector(DaxFileSystem fs, PmemDevice device) {
        try (DaxFile file = fs.open("/file", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, DATA);
        }
        long page = Content.locate(device, Arrays.copyOfRange(DATA, 4096, 8192));
        device.mediaErrors().poison(page + 512, 512, Visibility.LATENT);
    }

    @Workload
    void loadThenStoreBeside(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, DATA.length)) {
            assertThatThrownBy(() -> mapping.getLong(LOST + 8)).isInstanceOf(FileMediaErrorException.class);
            reached.mark("told");
            mapping.putLong(4096, Content.word(2, 0));
            file.fsync();
            reached.mark("synced");
        }
    }

    @Verify
    void exactlyTheLostBytes(DaxFileSystem fs, Crash crash) throws Throwable {
        try (DaxFile file = fs.open("/file", OpenFlag.READ);
                DaxMapping mapping = file.map(MapMode.SHARED_READ, 0, DATA.length)) {
            FileMediaErrorException told =
                    catchThrowableOfType(FileMediaErrorException.class, () -> mapping.getLong(LOST + 504));
            Promise.mediaErrorsTold(() -> {
                assertThat(told).as("loading lost bytes").isNotNull();
                assertThat(told.error().path()).isEqualTo("/file");
                assertThat(told.error().offset()).isEqualTo(LOST);
                assertThat(told.error().length()).isEqualTo(512);
                assertThat(mapping.getLong(LOST - 8)).isEqualTo(Content.word(1, (LOST - 8) / 8));
                assertThat(mapping.getLong(LOST + 512)).isEqualTo(Content.word(1, (LOST + 512) / 8));
            });
            if (crash.reached("synced")) {
                Promise.durable(() -> assertThat(mapping.getLong(4096)).isEqualTo(Content.word(2, 0)));
            }
        }
    }
}
