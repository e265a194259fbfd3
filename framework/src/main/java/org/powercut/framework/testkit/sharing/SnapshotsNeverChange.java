package org.powercut.framework.testkit.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
import java.util.Optional;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Snapshot;
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
import org.powercut.framework.testkit.Tree;

/**
 * A snapshot is made as a whole and never changes: writes, stores through mappings that were made before it, renames, removals
 * and compaction happen beside it, at every power cut, and MAP_SYNC keeps its promise across it (NOVA-Fortis; the corpus has a
 * wrong snapshot number after recovery). Breaks when a page that was writable before the snapshot is still stored to in place.
 */
@CrashTest
@Tag("sharing")
@Guarantee("G33")
@DisplayName("snapshots never change")
@Requires({Capability.SNAPSHOTS, Capability.MAP_SYNC})
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class SnapshotsNeverChange {
    private static final int PAGE = 4096;
    private static final byte[] DATA = Content.of(1, 3 * PAGE);
    private static final byte[] BEFORE = Content.patched(DATA, 8, Content.word(2, 0));
    private static final byte[] AFTER = Content.patched(BEFORE, 8, Content.word(3, 0));
    private static final Tree TREE = Tree.empty()
            .directory("/d")
            .file("/d/gone", Content.of(4, 500))
            .file("/d/moved", Content.of(5, 50))
            .file("/pool", BEFORE);

    @Prepare
    void files(DaxFileSystem fs) {
        fs.mkdir("/d");
        try (DaxFile pool = fs.open("/pool", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
                DaxFile gone = fs.create("/d/gone");
                DaxFile moved = fs.create("/d/moved")) {
            pool.write(0, DATA);
            gone.write(0, Content.of(4, 500));
            moved.write(0, Content.of(5, 50));
        }
        fs.sync();
    }

    @Workload
    void snapshotUnderAMapping(DaxFileSystem fs, Milestones reached) {
        try (DaxFile pool = fs.open("/pool", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = pool.map(MapMode.SHARED_SYNC, 0, DATA.length)) {
            store(mapping, 2);
            reached.mark("before");
            fs.createSnapshot("snap");
            reached.mark("snapshot");
            store(mapping, 3);
            reached.mark("after");
        }
        fs.unlink("/d/gone");
        fs.rename("/d/moved", "/moved");
        fs.truncate("/pool", 100);
        fs.sync();
        reached.mark("changed");
    }

    private static void store(DaxMapping mapping, int version) {
        mapping.putLong(8, Content.word(version, 0));
        mapping.flush(8, 8);
        mapping.fence();
    }

    @Verify
    void theSnapshotIsThatMomentAndTheLiveFileGoesOn(DaxFileSystem fs, Crash crash) throws Throwable {
        theSnapshotIsThatMoment(fs, crash);
        theLiveFileGoesOn(fs, crash);
        deletingItGivesAllSpaceBack(fs);
    }

    private static void theSnapshotIsThatMoment(DaxFileSystem fs, Crash crash) throws Throwable {
        boolean there =
                fs.snapshots().stream().anyMatch(snapshot -> snapshot.name().equals("snap"));
        if (crash.reached("snapshot")) {
            Promise.durable(() -> assertThat(there).as("the snapshot is there").isTrue());
        }
        if (there) {
            try (DaxFileSystem snapshot = fs.openSnapshot("snap")) {
                Optional<String> difference = TREE.difference(snapshot);
                Promise.consistent(() -> assertThat(difference).isEmpty());
            }
        }
    }

    private static void theLiveFileGoesOn(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/pool");
        if (crash.reached("changed")) {
            Promise.durable(() -> assertThatContent(found).is(Arrays.copyOf(AFTER, 100)));
        } else if (crash.reached("after")) {
            Promise.durable(() -> assertThatContent(found.range(0, 100)).is(Arrays.copyOf(AFTER, 100)));
        } else if (crash.reached("before")) {
            Promise.durable(() -> assertThatContent(found).hasWordsOf(BEFORE, AFTER));
        }
    }

    private static void deletingItGivesAllSpaceBack(DaxFileSystem fs) throws Throwable {
        for (Snapshot snapshot : fs.snapshots()) {
            fs.deleteSnapshot(snapshot.name());
        }
        Promise.consistent(() -> assertThat(fs.snapshots()).isEmpty());
        FileContent found = FileContent.of(fs, "/pool");
        try (DaxFile file = fs.create("/fill")) {
            file.write(0, Content.of(9, 40 * PAGE));
        }
        Promise.consistent(() -> assertThatContent(FileContent.of(fs, "/pool")).is(found.look()));
    }
}
