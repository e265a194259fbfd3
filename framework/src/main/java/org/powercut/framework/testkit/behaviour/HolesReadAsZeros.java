package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * What was never written reads as zeros and takes no space; what was cut off is zero when the file grows back, in the partial
 * last page as well; and a block that was another file's shows nothing of it (lseek(2), truncate(2)).
 */
@CrashTest
@Tag("behaviour")
@DisplayName("holes, and what grows back, read as zeros")
@Explore(states = 20_000, budget = "10s", randomStates = 16, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class HolesReadAsZeros {
    private static final byte[] SECRET = Content.of(1, 40_000);
    private static final byte[] DATA = Content.of(2, 9_000);

    @Prepare
    void freeBlocksHoldSecrets(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/secret")) {
            file.write(0, SECRET);
        }
        fs.unlink("/secret");
    }

    @Workload
    void writeHereAndThere(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/sparse")) {
            long far = 1L << 33;
            file.write(far, Content.of(3, 3));
            assertThat(file.size()).isEqualTo(far + 3);
            assertThat(file.stat().blocks()).isEqualTo(1);
            assertThatContent(file.read(far - 5, 100)).is(Content.patched(new byte[5], 5, Content.of(3, 3)));
            assertThat(file.read(1 << 20, 5000)).hasSize(5000).containsOnly(0);
        }
        try (DaxFile file = fs.create("/cut")) {
            file.write(0, DATA);
            file.truncate(4_100);
            file.truncate(9_000);
            assertThatContent(file.read(0, 10_000)).is(Arrays.copyOf(Arrays.copyOf(DATA, 4_100), 9_000));
            file.truncate(100);
            file.write(200, Content.of(4, 1));
            assertThat(file.read(100, 100)).containsOnly(0);
            file.truncate(50);
            file.write(5_000, Content.of(5, 8));
            assertThat(file.read(50, 4_950)).hasSize(4_950).containsOnly(0);
        }
        try (DaxFile file = fs.create("/small")) {
            file.write(10, Content.of(6, 1));
            file.truncate(4096);
            assertThat(file.read(0, 10)).containsOnly(0);
            assertThat(file.read(11, 5000)).hasSize(4085).containsOnly(0);
        }
    }

    @Verify
    void noSecretShows(DaxFileSystem fs) {
        if (fs.exists("/small")) {
            assertThatContent(Content.read(fs, "/small"))
                    .hasWordsOf(new byte[4096], Content.patched(new byte[4096], 10, Content.of(6, 1)));
        }
    }
}
