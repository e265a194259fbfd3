package org.powercut.suites.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Snapshot;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/** One or two operations with snapshots: what a snapshot shows never changes, also after recovery. */
final class SnapshotWorkloads {
    private static final byte[] DATA = Content.of(1, 5000);
    private static final byte[] NEW = Content.of(2, 5000);

    private SnapshotWorkloads() {}

    @Tag("corpus")
    @Requires(Capability.SNAPSHOTS)
    @Explore(states = 20_000, budget = "10s", randomStates = 64, nested = 0)
    abstract static class OnSnapshots {
        static void write(DaxFileSystem fs, byte[] data) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE, OpenFlag.CREATE)) {
                a.write(0, data);
                a.fsync();
            }
        }

        static void verify(DaxFileSystem fs, String snapshot, byte[] expected) throws Throwable {
            try (DaxFileSystem past = fs.openSnapshot(snapshot)) {
                Promise.consistent(() ->
                        assertThatContent(Content.read(past, "/a")).as(snapshot).is(expected));
            }
        }
    }

    @CrashTest
    @DisplayName("one first snapshot")
    static class FirstSnapshot extends OnSnapshots {
        @Prepare
        void file(DaxFileSystem fs) {
            write(fs, DATA);
        }

        @Workload
        void snapshot(DaxFileSystem fs, Milestones reached) {
            fs.createSnapshot("s");
            reached.mark("made");
        }

        @Verify
        void isThereAsAWhole(DaxFileSystem fs, Crash crash) throws Throwable {
            boolean there = fs.snapshots().stream().map(Snapshot::name).anyMatch("s"::equals);
            Promise.durable(() -> assertThat(there || !crash.reached("made")).isTrue());
            if (there) {
                verify(fs, "s", DATA);
            }
            Promise.durable(() -> assertThatContent(Content.read(fs, "/a")).is(DATA));
        }
    }

    @CrashTest
    @DisplayName("one write after a snapshot")
    static class WriteAfterSnapshot extends OnSnapshots {
        @Prepare
        void fileAndSnapshot(DaxFileSystem fs) {
            write(fs, DATA);
            fs.createSnapshot("s");
        }

        @Workload
        void write(DaxFileSystem fs) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE)) {
                a.write(0, NEW);
            }
        }

        @Verify
        void snapshotIsAsItWas(DaxFileSystem fs, Crash crash) throws Throwable {
            verify(fs, "s", DATA);
        }
    }

    @CrashTest
    @DisplayName("one snapshot less, and a new file that takes the space")
    static class DeleteSnapshotThenCreate extends OnSnapshots {
        private static final byte[][] VERSIONS = {Content.of(1, 9000), Content.of(2, 9000), Content.of(3, 9000)};

        @Prepare
        void fileAndSnapshots(DaxFileSystem fs) {
            for (int i = 0; i < VERSIONS.length; i++) {
                write(fs, VERSIONS[i]);
                fs.createSnapshot("s" + i);
            }
            write(fs, Content.of(4, 9000));
        }

        @Workload
        void deleteThenCreate(DaxFileSystem fs) {
            fs.deleteSnapshot("s1");
            try (DaxFile next = fs.create("/next")) {
                next.write(0, Content.of(5, 30_000));
            }
        }

        @Verify
        void theOthersAreAsTheyWere(DaxFileSystem fs, Crash crash) throws Throwable {
            verify(fs, "s0", VERSIONS[0]);
            verify(fs, "s2", VERSIONS[2]);
        }
    }
}
