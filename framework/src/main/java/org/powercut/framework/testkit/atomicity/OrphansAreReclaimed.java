package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.StatFs;
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

/**
 * A file that was unlinked while open stays readable until it is closed, and after a crash it is gone and its space free
 * (unlink(2); xfstests generic/417, 530). Breaks when mount forgets inodes without a name: space leaks at each crash; or
 * frees them twice.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G16")
@DisplayName("an unlinked open file is gone after a crash, and its space is free")
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class OrphansAreReclaimed {
    private static final byte[] DATA = Content.of(1, 40 * 4096);
    private static final byte[] ZEROS = new byte[8];
    /** Directory and inode logs may have grown by a page or two meanwhile; the orphan has 40. */
    private static final int LOG_PAGES = 4;

    @Prepare
    void fileAndFreeBlocks(DaxFileSystem fs) {
        try (DaxFile free = fs.create("/free")) {
            free.write(0, ZEROS);
            StatFs before = fs.statfs();
            try (DaxFile orphan = fs.create("/orphan")) {
                orphan.write(0, DATA);
            }
            free.write(0, number(before.freeBlocks()));
        }
    }

    @Workload
    void unlinkWhileOpen(DaxFileSystem fs, Milestones reached) {
        try (DaxFile orphan = fs.open("/orphan", OpenFlag.READ, OpenFlag.WRITE)) {
            fs.unlink("/orphan");
            reached.mark("unlinked");
            Durable.sync(fs, reached);
            assertThatContent(orphan.read(0, DATA.length))
                    .as("an unlinked open file")
                    .is(DATA);
            orphan.write(100, Content.of(2, 300));
            assertThat(orphan.stat().nlink()).isZero();
        }
        reached.mark("closed");
        fs.create("/next").close();
        Durable.sync(fs, reached);
    }

    @Verify
    void goneAndFree(DaxFileSystem fs, Crash crash) throws Throwable {
        boolean there = fs.exists("/orphan");
        if (there) {
            Promise.durable(() -> assertThat(Durable.reached(fs, crash, "unlinked"))
                    .as("unlinked, and back")
                    .isFalse());
            Promise.durable(
                    () -> assertThatContent(FileContent.of(fs, "/orphan")).is(DATA));
        } else {
            long before = number(Content.read(fs, "/free"));
            Promise.consistent(() -> assertThat(fs.statfs().freeBlocks())
                    .as("free blocks, %d before the orphan was written", before)
                    .isGreaterThanOrEqualTo(before - LOG_PAGES));
        }
    }

    private static byte[] number(long value) {
        return Content.patched(ZEROS, 0, value);
    }

    private static long number(byte[] bytes) {
        return java.nio.ByteBuffer.wrap(bytes)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }
}
