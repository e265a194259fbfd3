package org.powercut.suites.media;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/**
 * Metadata that is kept twice survives the loss of either copy: the mount reads the other one, writes the lost one anew, and
 * nobody notices (NOVA-Fortis; ndctl inject-error for the fault). The first copy fails before the mount, the second one
 * after it: what the mount repaired must be durable by then, and an operation must keep both copies up to date.
 */
@Requires({Capability.METADATA_REPLICAS, Capability.MEDIA_MAP})
@OnFileSystem("dax-fs")
@Explore(states = 50_000, budget = "15s")
@Tag("media")
abstract class MetadataIsRepairedFromItsReplica {
    private static final History HISTORY = History.from(
                    Tree.empty().directory("/dir").file("/dir/file", Content.of(1, 5000)))
            .then(tree -> tree.file("/dir/new", new byte[0]))
            .then(tree -> tree.content("/dir/new", Content.of(2, 300)))
            .then(tree -> tree.rename("/dir/new", "/dir/file"));

    private final String firstCopy;
    private final String secondCopy;

    MetadataIsRepairedFromItsReplica(String firstCopy, String secondCopy) {
        this.firstCopy = firstCopy;
        this.secondCopy = secondCopy;
    }

    @Prepare
    void loseTheFirstCopy(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device) {
        HISTORY.first().create(fs);
        lose(provider, device, firstCopy);
    }

    @Workload
    void workThenLoseTheSecondCopy(
            DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device, Milestones reached) {
        assertThat(fs.isReadOnly())
                .as("read-only although a good copy was left")
                .isFalse();
        try (DaxFile file = fs.create("/dir/new")) {
            reached.mark(History.DONE);
            lose(provider, device, secondCopy);
            reached.mark("second copy lost");
            file.write(0, Content.of(2, 300));
            reached.mark(History.DONE);
        }
        fs.rename("/dir/new", "/dir/file");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    /** The first copies fail while mounted, a scrub restores them, and only then the second ones fail. */
    @Workload
    @Explore(states = 30_000, budget = "10s")
    void scrubThenLoseTheSecondCopy(
            DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device, Milestones reached) {
        lose(provider, device, firstCopy);
        fs.scrub(Progress.NONE);
        lose(provider, device, secondCopy);
        reached.mark("second copy lost");
        fs.create("/dir/new").close();
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void nobodyNotices(DaxFileSystem fs, Crash crash) throws Throwable {
        HISTORY.verify(fs, crash);
        Promise.mediaErrorsTold(() -> assertThat(fs.isReadOnly()).isFalse());
    }

    private static void lose(DaxFileSystemProvider provider, PmemDevice device, String pattern) {
        assertThat(provider.mediaMap(device).find(pattern))
                .as("places named %s", pattern)
                .isNotEmpty()
                .extracting(MediaMap.Field::offset)
                .allSatisfy(offset -> device.mediaErrors().poison(offset, 1, Visibility.LATENT));
    }

    /** The superblock, the primary first. */
    @CrashTest
    @Guarantee("G41")
    @DisplayName("the superblock is repaired from its replica")
    @Explore(states = 50_000, budget = "15s", nested = 0)
    static class OfTheSuperblock extends MetadataIsRepairedFromItsReplica {
        OfTheSuperblock() {
            super("superblock[0].magic", "superblock[1].magic");
        }
    }

    /** Every inode, the replicas first. */
    @CrashTest
    @Guarantee("G41")
    @DisplayName("inodes are repaired from their replicas")
    @Explore(states = 30_000, budget = "10s", nested = 0)
    static class OfTheInodes extends MetadataIsRepairedFromItsReplica {
        OfTheInodes() {
            super("inode_replica[*].magic", "inode[*].magic");
        }
    }
}
