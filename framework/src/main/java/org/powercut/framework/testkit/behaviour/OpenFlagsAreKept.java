package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;
import static org.powercut.framework.testkit.Errors.assertFails;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * A file does what it was opened for and nothing else: reading, writing, writing at the end, from nothing; and nothing once it
 * is closed (open(2), close(2)). Breaks when a check is made at open only, or by the path instead of the open file.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("an open file does what it was opened for, and nothing once it is closed")
@Explore(states = 20_000, budget = "10s", randomStates = 16, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class OpenFlagsAreKept {
    private static final byte[] DATA = Content.of(1, 100);
    private static final byte[] MORE = Content.of(2, 50);

    @Prepare
    void file(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/kept")) {
            file.write(0, DATA);
        }
        try (DaxFile file = fs.create("/file")) {
            file.write(0, DATA);
        }
    }

    @Workload
    void openedForThisAndThat(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ)) {
            assertFails(Errno.EBADF, () -> file.write(0, MORE));
            assertFails(Errno.EBADF, () -> file.append(MORE));
            assertFails(Errno.EBADF, () -> file.truncate(0));
        }
        try (DaxFile file = fs.open("/file", OpenFlag.WRITE)) {
            assertFails(Errno.EBADF, () -> file.read(0, 1));
        }
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.APPEND)) {
            file.write(0, MORE); // O_APPEND: at the end, whatever the offset
            assertThatContent(file.read(0, 1000)).is(Content.patched(DATA, 100, MORE));
            assertThat(file.append(MORE)).isEqualTo(150);
        }
        assertFails(Errno.EEXIST, () -> fs.open("/file", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE));
        assertThat(fs.stat("/file").size()).isEqualTo(200);
        fs.open("/file", OpenFlag.WRITE, OpenFlag.CREATE).close();
        assertThat(fs.stat("/file").size()).isEqualTo(200);
        fs.open("/file", OpenFlag.WRITE, OpenFlag.TRUNCATE).close();
        assertThat(fs.stat("/file").size()).isZero();
        closed(fs);
    }

    private static void closed(DaxFileSystem fs) {
        DaxFile file = fs.open("/kept", OpenFlag.READ, OpenFlag.WRITE);
        try (DaxMapping mapping = file.map(MapMode.SHARED_READ, 0, DATA.length)) {
            file.close();
            file.close();
            assertFails(Errno.EBADF, () -> file.read(0, 1));
            assertFails(Errno.EBADF, () -> file.write(0, MORE));
            assertFails(Errno.EBADF, file::stat);
            assertFails(Errno.EBADF, file::fsync);
            assertThat(mapping.getByte(7)).as("a mapping outlives the file").isEqualTo(DATA[7]);
        }
    }

    @Verify
    void theOtherFileIsUntouched(DaxFileSystem fs) {
        assertThatContent(Content.read(fs, "/kept")).is(DATA);
    }
}
