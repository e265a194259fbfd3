package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.Errors.assertFails;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;

/**
 * Names have 1 to 255 bytes of UTF-8, without slash and NUL, and are neither a dot nor two; offsets and sizes are not negative,
 * and have an end (path_resolution(7), open(2), write(2)). What is beyond is told, and never cut to fit.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("limits of names, offsets and sizes are told, and what is within them is kept")
@Explore(states = 20_000, budget = "10s", randomStates = 16, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class LimitsAreTold {
    private static final String LONGEST = "n".repeat(255);
    private static final String LONGEST_OF_UMLAUTS = "ü".repeat(127);

    @Workload
    void upToTheLimitsAndBeyond(DaxFileSystem fs) {
        fs.create("/" + LONGEST).close();
        fs.mkdir("/" + LONGEST_OF_UMLAUTS);
        assertThat(fs.readdir("/")).extracting(DirectoryEntry::name).containsExactly(LONGEST, LONGEST_OF_UMLAUTS);
        assertFails(Errno.ENAMETOOLONG, () -> fs.create("/" + LONGEST + "n"));
        assertFails(Errno.ENAMETOOLONG, () -> fs.mkdir("/" + LONGEST_OF_UMLAUTS + "ü"));
        assertFails(Errno.ENAMETOOLONG, () -> fs.rename("/" + LONGEST, "/" + LONGEST + "n"));
        assertFails(Errno.ENAMETOOLONG, () -> fs.stat("/" + LONGEST + "n/x"));
        assertFails(Errno.EINVAL, () -> fs.create("/."));
        assertFails(Errno.EINVAL, () -> fs.mkdir("/.."));
        assertFails(Errno.EINVAL, () -> fs.stat("/a/../b"));
        assertFails(Errno.EINVAL, () -> fs.create("/a\0b"));
        assertFails(Errno.EINVAL, () -> fs.create("/\uD800"));
        assertFails(Errno.EINVAL, () -> fs.create("a"));
        assertFails(Errno.EINVAL, () -> fs.create(""));
        assertThat(fs.exists("//" + LONGEST_OF_UMLAUTS + "/")).isTrue();
        offsets(fs);
    }

    private static void offsets(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/" + LONGEST_OF_UMLAUTS + "/file")) {
            assertFails(Errno.EINVAL, () -> file.read(-1, 1));
            assertFails(Errno.EINVAL, () -> file.write(-1, new byte[1]));
            assertFails(Errno.EINVAL, () -> file.truncate(-1));
            assertFails(Errno.EFBIG, () -> file.write(Long.MAX_VALUE - 1, new byte[8]));
            assertFails(Errno.EFBIG, () -> file.truncate(Long.MAX_VALUE));
            file.write(1L << 35, new byte[] {1}); // 32 GiB: far past what fits into 32 bits
            assertThat(file.size()).isEqualTo((1L << 35) + 1);
            assertThat(file.read((1L << 35) - 1, 9)).containsExactly(0, 1);
            assertThat(file.read(1L << 40, 9)).isEmpty();
        }
    }

    @Verify
    void longNamesAreWhole(DaxFileSystem fs) {
        assertThat(fs.readdir("/")).extracting(DirectoryEntry::name).isSubsetOf(LONGEST, LONGEST_OF_UMLAUTS);
    }
}
