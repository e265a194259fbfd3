package org.powercut.framework.testkit.sharing;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FallocateMode;
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
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.Witness;

/**
 * Dedupe shares blocks of files that hold the same bytes and of no others, and changes no byte of either; UNSHARE_RANGE gives a file blocks of its own,
 * so that later writes need none; both are invisible to readers, before, during and after a power cut (ioctl_fideduperange(2), fallocate(2)).
 * Breaks when the comparison and the sharing are not one step, or a block counts as private before the copy is durable.
 */
@CrashTest
@Tag("sharing")
@Guarantee("G32")
@DisplayName("dedupe and unshare change no byte")
@Requires({Capability.REFLINK, Capability.NODATACOW})
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class DedupeAndUnshareKeepTheBytes {
    private static final byte[] SAME = Content.of(1, 40);
    private static final byte[] OTHER = Content.patched(SAME, 32, Content.word(2, 0));
    private static final byte[] CHANGED = Content.patched(SAME, 8, Content.word(3, 0));

    @Prepare
    void twoAlikeAndOneOther(DaxFileSystem fs) {
        write(fs, "/a", SAME);
        write(fs, "/b", SAME);
        write(fs, "/other", OTHER);
        fs.sync();
    }

    private static void write(DaxFileSystem fs, String path, byte[] content) {
        try (DaxFile file = open(fs, path)) {
            file.write(0, content);
        }
    }

    private static DaxFile open(DaxFileSystem fs, String path) {
        return fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    @Workload
    void dedupeThenChangeOne(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile a = open(fs, "/a");
                DaxFile b = open(fs, "/b");
                DaxFile other = open(fs, "/other")) {
            long free = fs.statfs().freeBlocks();
            witness.sees("files alike share", b.dedupeRange(a, 0, 0, SAME.length), true);
            witness.sees("files that differ share", other.dedupeRange(a, 0, 0, SAME.length), false);
            Durable.sync(fs, reached);
            witness.sees("blocks that were given back", fs.statfs().freeBlocks() - free, 1L);
            a.write(8, Content.patched(new byte[8], 0, Content.word(3, 0)));
            a.fsync();
            reached.mark("changed");
        }
    }

    @Workload
    void cloneUnshareChangeOne(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile a = open(fs, "/a");
                DaxFile b = open(fs, "/b")) {
            b.cloneFile(a);
            a.allocate(FallocateMode.UNSHARE_RANGE, 0, SAME.length);
            Durable.sync(fs, reached);
            long free = fs.statfs().freeBlocks();
            a.write(8, Content.patched(new byte[8], 0, Content.word(3, 0)));
            a.fsync();
            reached.mark("changed");
            witness.sees(
                    "free blocks after a write to what was unshared",
                    fs.statfs().freeBlocks(),
                    free);
        }
    }

    @Verify
    void nothingElseWasSeen(Crash crash) {
        Witness.verify(crash, FailureClass.BROKEN_PROMISE);
    }

    @Verify
    void everyByteIsWhereItWas(DaxFileSystem fs, Crash crash) throws Throwable {
        Promise.consistent(() -> assertThatContent(Content.read(fs, "/b")).is(SAME));
        Promise.consistent(() -> assertThatContent(Content.read(fs, "/other")).is(OTHER));
        List<byte[]> legal = crash.reached("changed") ? List.of(CHANGED) : List.of(SAME, CHANGED);
        Promise.durable(() -> assertThatContent(Content.read(fs, "/a")).isOneOf(legal));
    }
}
