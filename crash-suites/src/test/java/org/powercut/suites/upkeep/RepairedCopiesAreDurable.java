package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.Progress;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/**
 * A copy of metadata that was written anew from the other one counts from then on: the other one may be lost next, and the power
 * with it (NOVA-Fortis). Breaks when a repair is not durable by the time that whoever asked for it goes on.
 */
@Requires({Capability.METADATA_REPLICAS, Capability.MEDIA_MAP})
@OnFileSystem({"dax-fs:strong", "dax-fs:weak"})
@Explore(states = 20_000, budget = "10s", randomStates = 64, nested = 0)
@Tag("upkeep")
abstract class RepairedCopiesAreDurable {
    private static final byte[] DATA = Content.of(1, 5000);

    static void file(DaxFileSystem fs) {
        fs.mkdir("/dir");
        try (DaxFile file = fs.create("/dir/file")) {
            file.write(0, DATA);
        }
        fs.sync();
    }

    static void lose(PmemDevice device, String pattern) {
        assertThat(DaxFsDevices.mediaMap(device).find(pattern))
                .as("places named %s", pattern)
                .isNotEmpty()
                .extracting(MediaMap.Field::offset)
                .allSatisfy(offset -> device.mediaErrors().poison(offset, 1, Visibility.LATENT));
    }

    @Verify
    void nobodyNotices(DaxFileSystem fs, Crash crash) {
        Promise.mediaErrorsTold(() -> assertThat(fs.isReadOnly()).isFalse());
        byte[] found = Content.read(fs, "/dir/file");
        Promise.durable(() -> assertThatContent(found).is(DATA));
    }

    /** A mount repairs what it finds; here nothing is stored between the mount and the next loss. */
    @CrashTest
    @Guarantee({"G41", "G20"})
    @DisplayName("what a mount repaired stays repaired")
    static class ByMount extends RepairedCopiesAreDurable {
        @Prepare
        void loseOneOfEach(DaxFileSystem fs, PmemDevice device) {
            file(fs);
            lose(device, "inode_replica[*].magic");
        }

        @Workload
        void loseTheOthers(DaxFileSystem fs, PmemDevice device, Milestones reached) {
            reached.mark("mounted");
            lose(device, "inode[*].magic");
            reached.mark("other copy lost");
        }
    }

    /** After a mount from a checkpoint, an inode is repaired when it is first asked for. */
    @CrashTest
    @Guarantee("G41")
    @DisplayName("an inode that was repaired on demand stays repaired")
    static class OnDemand extends RepairedCopiesAreDurable {
        @Prepare
        void checkpointAndLoss(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
            file(fs);
            Checkpoints.write(fs, device, provider);
            lose(device, "inode_replica[*].magic");
        }

        @Workload
        void useThenLoseTheOthers(DaxFileSystem fs, PmemDevice device, Milestones reached) {
            assertThat(fs.stat("/dir/file").size()).isEqualTo(DATA.length);
            reached.mark("repaired");
            lose(device, "inode[*].magic");
            reached.mark("other copy lost");
        }
    }

    /** A scrub repairs what went bad since the mount. */
    @CrashTest
    @Guarantee({"G41", "G43"})
    @DisplayName("what a scrub repaired stays repaired")
    static class ByScrub extends RepairedCopiesAreDurable {
        private static final int INODES_PER_SECTOR = 4;

        /** The file's inode is the last one of its sector, and so the last one that is repaired. */
        @Prepare
        void prepare(DaxFileSystem fs) {
            for (int i = 0; fs.create("/" + i).stat().ino() % INODES_PER_SECTOR != 1; i++) {
                // one more
            }
            file(fs);
        }

        @Workload
        void loseScrubAndLoseTheOthers(DaxFileSystem fs, PmemDevice device, Milestones reached) {
            long ino = fs.stat("/dir/file").ino();
            assertThat(ino % INODES_PER_SECTOR).isEqualTo(INODES_PER_SECTOR - 1);
            lose(device, "inode_replica[" + ino + "].magic");
            fs.scrub(Progress.NONE);
            reached.mark("scrubbed");
            lose(device, "inode[" + ino + "].magic");
            reached.mark("other copy lost");
        }
    }
}
