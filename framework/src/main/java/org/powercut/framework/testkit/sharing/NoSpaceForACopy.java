package org.powercut.framework.testkit.sharing;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
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
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Witness;
import org.powercut.pmem.Pmem;

/**
 * A page that a clone holds too needs a block of its own before it changes; on a full file system the write or store fails with ENOSPC and has
 * changed nothing, for either owner (write(2), ioctl_ficlonerange(2); xfstests generic/546). Breaks when the page is changed where it lies for want of a
 * better place, or the mapping is left with a page that is neither.
 */
@CrashTest
@Tag("sharing")
@Guarantee({"G49", "G32"})
@DisplayName("no space for a copy: both owners keep what they have")
@Requires({Capability.REFLINK, Capability.FALLOCATE, Capability.NODATACOW})
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class NoSpaceForACopy {
    private static final byte[] DATA = Content.of(1, 40);
    private static final long WORD = Content.word(2, 0);

    @Prepare
    void fileAndClone(DaxFileSystem fs) {
        try (DaxFile file = open(fs, "/file");
                DaxFile clone = open(fs, "/clone")) {
            file.write(0, DATA);
            clone.cloneFile(file);
        }
        fs.sync();
    }

    private static DaxFile open(DaxFileSystem fs, String path) {
        return fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    @Workload
    void writeAndStoreWhenFull(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile clone = open(fs, "/clone");
                DaxMapping mapping = clone.map(MapMode.SHARED, 0, DATA.length);
                DaxFile filler = open(fs, "/filler")) {
            fill(filler);
            fs.sync();
            witness.refused("a write", Errno.ENOSPC, () -> clone.write(8, Content.of(3, 8)));
            witness.refused("a mapped store", Errno.ENOSPC, () -> mapping.putLong(8, WORD));
            witness.sees("the file after the refusals", clone.read(0, DATA.length), DATA);
            fs.sync();
            reached.mark("refused");
            filler.truncate(0);
            fs.sync();
            mapping.putLong(8, WORD);
            clone.fsync();
            reached.mark("stored");
        }
    }

    /** Takes block after block until there is none. */
    private static void fill(DaxFile filler) {
        long end = 0;
        for (long length = 256 * Pmem.PAGE; length >= Pmem.PAGE; ) {
            try {
                filler.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, end, length);
                end += length;
            } catch (NoSpaceException full) {
                length /= 2;
            }
        }
    }

    @Verify
    void nothingElseWasSeen(Crash crash) {
        Witness.verify(crash, FailureClass.BROKEN_PROMISE);
    }

    @Verify
    void theOneIsOldAndTheOtherOldOrNew(DaxFileSystem fs, Crash crash) throws Throwable {
        byte[] stored = Content.patched(DATA, 8, WORD);
        byte[] found = Content.read(fs, "/clone");
        Promise.consistent(() -> assertThatContent(Content.read(fs, "/file")).is(DATA));
        if (crash.reached("stored")) {
            Promise.durable(() -> assertThatContent(found).is(stored));
        } else {
            Promise.atomic(() -> assertThatContent(found).isEither(DATA, stored));
        }
    }
}
