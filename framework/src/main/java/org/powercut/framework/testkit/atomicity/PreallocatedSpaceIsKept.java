package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.NoSpaceException;
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
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;

/**
 * What fallocate gave to a file stays its own: it reads as zeros whatever was in those blocks before, it survives a power cut,
 * past the end of the file too, and writes to it succeed on a full file system (fallocate(2); xfstests generic/042, 468, 483,
 * 536, 677). Breaks when blocks come without being marked unwritten, or a write to them needs new ones.
 */
@CrashTest
@Tag("atomicity")
@Guarantee({"G49", "G15"})
@DisplayName("preallocated space is kept, reads as zeros and can be written when all else is full")
@Requires(Capability.FALLOCATE)
@Explore(states = 200_000, budget = "20s", randomStates = 16)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class PreallocatedSpaceIsKept {
    private static final int PAGE = 4096;
    private static final int PAGES = 8;
    private static final byte[] DATA = Content.of(2, 5 * PAGE);

    @Prepare
    void freeBlocksHoldOldData(DaxFileSystem fs) {
        try (DaxFile old = fs.create("/old")) {
            old.write(0, Content.of(1, 64 * PAGE));
        }
        fs.unlink("/old");
        fs.create("/kept").close();
        fs.create("/past").close();
        fs.sync();
    }

    @Workload
    void preallocateFillWrite(DaxFileSystem fs, Milestones reached) {
        try (DaxFile kept = fs.open("/kept", OpenFlag.READ, OpenFlag.WRITE);
                DaxFile past = fs.open("/past", OpenFlag.READ, OpenFlag.WRITE)) {
            kept.allocate(FallocateMode.ALLOCATE, 0, PAGES * PAGE);
            past.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 0, PAGES * PAGE);
            kept.fsync();
            past.fsync();
            reached.mark("allocated");
            kept.write(PAGE, DATA);
            kept.fsync();
            reached.mark("written");
        }
    }

    @Verify
    void zerosOrDataAndRoom(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/kept");
        byte[] zeros = new byte[PAGES * PAGE];
        byte[] written = Content.patched(zeros, PAGE, DATA);
        if (crash.reached("written")) {
            Promise.durable(() -> assertThatContent(found).is(written));
        } else if (crash.reached("allocated")) {
            Promise.durable(() -> assertThat(found.length()).isEqualTo(zeros.length));
            Promise.atomic(() -> assertThatContent(found).isEither(zeros, written));
        } else if (found.length() > 0) {
            Promise.atomic(() -> assertThatContent(found).isEither(zeros, written));
        }
        if (crash.reached("allocated")) {
            Promise.durable(() -> assertThat(fs.stat("/kept").blocks()).isEqualTo(PAGES));
            Promise.durable(() -> assertThat(fs.stat("/past").blocks())
                    .as("blocks past the end")
                    .isEqualTo(PAGES));
            Promise.durable(() -> assertThat(fs.stat("/past").size()).isZero());
            writeWhenAllElseIsFull(fs);
        }
    }

    private static void writeWhenAllElseIsFull(DaxFileSystem fs) throws Throwable {
        fill(fs);
        Promise.durable(() -> {
            try (DaxFile past = fs.open("/past", OpenFlag.READ, OpenFlag.WRITE)) {
                past.write(0, Content.of(3, PAGES * PAGE));
                past.fsync();
            }
            assertThatContent(FileContent.of(fs, "/past")).is(Content.of(3, PAGES * PAGE));
        });
    }

    private static void fill(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/fill")) {
            for (int size = 64 * PAGE; size >= PAGE; ) {
                try {
                    file.append(new byte[size]);
                } catch (NoSpaceException full) {
                    size /= 2;
                }
            }
        }
    }
}
