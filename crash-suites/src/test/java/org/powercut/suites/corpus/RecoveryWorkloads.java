package org.powercut.suites.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.UnderTest;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Mounts;
import org.powercut.framework.testkit.Tree;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/** What a mount makes of what a power cut left: an empty file system, orphans, replicas, logs; and whether life goes on. */
final class RecoveryWorkloads {
    private static final byte[] DATA = Content.of(1, 6000);

    private RecoveryWorkloads() {}

    /** A file system is there when mkfs has returned. */
    @CrashTest
    @Tag("corpus")
    @DisplayName("one mkfs")
    @UnderTest("org.powercut.daxfs")
    @Explore(states = 20_000, budget = "10s", nested = 0, deviceSize = 1 << 20)
    static class Mkfs {
        private static final DaxFileSystemProvider DAX_FS = ServiceLoader.load(DaxFileSystemProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("dax-fs"))
                .findFirst()
                .orElseThrow();

        @Workload
        void mkfs(PmemDevice device, Milestones reached) {
            DAX_FS.mkfs(device);
            reached.mark("made");
        }

        @Verify
        void canBeMounted(PmemDevice device, Crash crash) throws Throwable {
            if (crash.reached("made")) {
                Promise.durable(() -> {
                    try (DaxFileSystem fs = Mounts.again(DAX_FS, device, Contract.STRONG)) {
                        assertThat(fs.readdir("/")).isEmpty();
                        fs.mkdir("/first");
                    }
                });
            }
        }
    }

    /** A file that lost its name before the sync that made it durable stays gone, whatever gets its number and its blocks. */
    @CrashTest
    @Tag("corpus")
    @DisplayName("a new file without a name, a sync, and the blocks used again after recovery")
    @Explore(states = 20_000, budget = "10s", randomStates = 64, nested = 0)
    static class OrphanThenReuse {
        private static final byte[] MORE = Content.of(3, 30_000);

        @Prepare
        void file(DaxFileSystem fs) {
            try (DaxFile keep = fs.create("/keep")) {
                keep.write(0, DATA);
            }
        }

        @Workload
        void orphan(DaxFileSystem fs, Milestones reached) {
            try (DaxFile orphan = fs.create("/orphan")) {
                orphan.write(0, Content.of(2, 20_000));
                fs.unlink("/orphan");
                fs.sync();
                reached.mark("synced");
            }
        }

        @Verify
        void theNextMountBringsNothingBack(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider)
                throws Throwable {
            Promise.durable(() -> {
                try (DaxFile keep = fs.open("/keep", OpenFlag.WRITE)) {
                    keep.write(0, MORE);
                    keep.fsync();
                }
                DaxFileSystem next = Mounts.again(provider, device, fs.contract());
                assertThatContent(Content.read(next, "/keep")).is(MORE);
            });
        }
    }

    /** What recovery repaired holds: work goes on, and the next mount finds it all. */
    @CrashTest
    @DisplayName("one link, and writes after recovery")
    static class LinkThenGoOn extends SmallWorkload {
        LinkThenGoOn() {
            super(History.from(Tree.empty().directory("/d").file("/a", DATA)).then(tree -> tree.link("/a", "/d/b")));
        }

        @Workload
        void link(DaxFileSystem fs, Milestones reached) {
            fs.link("/a", "/d/b");
            reached.mark(History.DONE);
        }

        @Verify
        void lifeGoesOn(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) throws Throwable {
            Promise.durable(() -> {
                try (DaxFile after = fs.create("/after")) {
                    after.write(0, DATA);
                    after.fsync();
                }
                DaxFileSystem next = Mounts.again(provider, device, fs.contract());
                assertThatContent(Content.read(next, "/a")).is(DATA);
                assertThatContent(Content.read(next, "/after")).is(DATA);
            });
        }
    }

    /** A checkpoint says what is in use, so that the next mount need not look; the first change takes it away. */
    @CrashTest
    @OnFileSystem("dax-fs")
    @DisplayName("one cut of a file after a mount that began with a checkpoint")
    static class CutAfterCheckpoint extends SmallWorkload {
        private static final Tree BEFORE = Tree.empty().file("/a", DATA);

        CutAfterCheckpoint() {
            super(History.from(BEFORE).then(tree -> tree.content("/a", new byte[0])));
        }

        @Prepare
        void leaveACheckpoint(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device) {
            fs.unmount();
            try (DaxFileSystem again =
                    Mounts.again(provider, device, options -> options.withCheckpoint(MountOptions.Checkpoint.ALWAYS))) {
                BEFORE.create(again);
            }
        }

        /** The tree is made by {@link #leaveACheckpoint}. */
        @Override
        void tree(DaxFileSystem fs) {}

        /** The one change that no journal tells of, and that does not store into the free blocks that hold the checkpoint. */
        @Workload
        void truncate(DaxFileSystem fs, Milestones reached) {
            fs.truncate("/a", 0);
            reached.mark(History.DONE);
        }

        /** Mounted so, dax-fs reads the logs as well, and refuses a checkpoint that says otherwise. */
        @Verify
        void theCheckpointSaysWhatTheLogsSay(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device) {
            Mounts.again(
                    provider,
                    device,
                    options -> options.withContract(fs.contract()).withCheckpoint(MountOptions.Checkpoint.COMPARE));
        }
    }

    /** Metadata is kept twice: when the first copies are lost, all that was acknowledged is in the second ones. */
    @Requires({Capability.METADATA_REPLICAS, Capability.MEDIA_MAP})
    @OnFileSystem("dax-fs")
    @Explore(states = 20_000, budget = "10s", randomStates = 64, nested = 0)
    abstract static class OnReplicas extends SmallWorkload {
        OnReplicas(History history) {
            super(history);
        }

        static void losePrimaries(PmemDevice device, DaxFileSystemProvider provider) {
            assertThat(provider.mediaMap(device).find("inode[*].magic"))
                    .isNotEmpty()
                    .extracting(MediaMap.Field::offset)
                    .allSatisfy(offset -> device.mediaErrors().poison(offset, 1, Visibility.LATENT));
        }
    }

    @CrashTest
    @DisplayName("one new file, found by the replica of its inode")
    static class CreateOnReplica extends OnReplicas {
        CreateOnReplica() {
            super(History.from(Tree.empty()).then(tree -> tree.file("/a", new byte[0])));
        }

        @Workload
        void createThenLosePrimaries(
                DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider, Milestones reached) {
            fs.create("/a").close();
            reached.mark(History.DONE);
            losePrimaries(device, provider);
            reached.mark("primaries lost");
        }
    }

    @CrashTest
    @DisplayName("one append, found by the replica of the inode")
    static class AppendOnReplica extends OnReplicas {
        private static final byte[] MORE = Content.of(2, 700);

        AppendOnReplica() {
            super(History.from(Tree.empty().file("/a", DATA))
                    .then(tree -> tree.content("/a", Content.patched(DATA, DATA.length, MORE))));
        }

        @Workload
        void appendThenLosePrimaries(
                DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider, Milestones reached) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE)) {
                a.append(MORE);
                reached.mark(History.DONE);
                losePrimaries(device, provider);
                reached.mark("primaries lost");
            }
        }
    }

    @CrashTest
    @DisplayName("one write and one fallocate, found by the replica of the inode")
    static class WriteAndAllocateOnReplica extends OnReplicas {
        private static final byte[] MORE = Content.of(2, 700);
        private static final int PAGES = 3;

        WriteAndAllocateOnReplica() {
            super(History.from(Tree.empty().file("/a", DATA))
                    .then(tree -> tree.content("/a", Content.patched(DATA, 0, MORE)))
                    .then(tree -> tree));
        }

        @Workload
        void changeThenLosePrimaries(
                DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider, Milestones reached) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE)) {
                a.write(0, MORE);
                reached.mark(History.DONE);
                a.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 8192, PAGES * 4096);
                reached.mark(History.DONE);
                losePrimaries(device, provider);
                reached.mark("primaries lost");
            }
        }

        @Verify
        void blocksAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
            if (Durable.reached(fs, crash, "primaries lost")) {
                Promise.durable(() -> assertThat(fs.stat("/a").blocks()).isEqualTo(2 + PAGES));
            }
        }
    }
}
