package org.powercut.framework.testkit.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
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

/**
 * Deleting a snapshot is atomic and durable, frees what nobody else holds and nothing more: the neighbours on both sides and
 * the live files keep their content (NOVA lost a snapshot's blocks when its neighbour was deleted). Breaks when the list in
 * DRAM and the one on the media part, or a dead extent is freed with a snapshot left that shows it.
 */
@CrashTest
@Tag("sharing")
@Guarantee({"G33", "G20"})
@DisplayName("a deleted snapshot takes nothing with it")
@Requires(Capability.SNAPSHOTS)
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class DeletedSnapshotsStayDeleted {
    private static final byte[][] VERSIONS = {
        Content.of(1, 9000), Content.of(2, 9000), Content.of(3, 9000), Content.of(4, 9000)
    };

    @Prepare
    void threeSnapshots(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/f")) {
            for (int i = 0; i < 3; i++) {
                file.write(0, VERSIONS[i]);
                fs.createSnapshot("snap" + i);
            }
            file.write(0, VERSIONS[3]);
        }
        fs.sync();
    }

    @Workload
    void deleteTheMiddleOne(DaxFileSystem fs, Milestones reached) {
        fs.deleteSnapshot("snap1");
        reached.mark("deleted");
        try (DaxFile file = fs.create("/reuses")) {
            file.write(0, Content.of(9, 30_000));
            file.fsync();
        }
        reached.mark("reused");
    }

    @Verify
    void theOthersAreAsTheyWere(DaxFileSystem fs, Crash crash) throws Throwable {
        List<String> names = fs.snapshots().stream().map(Snapshot::name).toList();
        if (crash.reached("deleted")) {
            Promise.durable(() -> assertThat(names).containsExactly("snap0", "snap2"));
        } else {
            Promise.atomic(() -> assertThat(names).isIn(List.of("snap0", "snap2"), List.of("snap0", "snap1", "snap2")));
        }
        for (String name : names) {
            byte[] expected = VERSIONS[name.charAt(4) - '0'];
            try (DaxFileSystem snapshot = fs.openSnapshot(name)) {
                Promise.consistent(() -> assertThatContent(FileContent.of(snapshot, "/f"))
                        .as(name)
                        .is(expected));
            }
        }
        Promise.durable(() -> assertThatContent(FileContent.of(fs, "/f")).is(VERSIONS[3]));
    }
}
