package org.powercut.framework.testkit.fsync;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
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

/**
 * sync is fsync of every file, those with dirty mapped pages included, mapped still or no longer (sync(2); xfstests generic/474). DAX patches
 * of the kernel once forgot inodes whose only change was a mapped store: nothing told the file system that they were
 * dirty.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G5")
@DisplayName("sync keeps every file, mapped stores too")
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class SyncKeepsEverything {
    private static final byte[] OLD = Content.of(1, 2 * 4096);
    private static final byte[] STORED = Content.patched(OLD, 4000, Content.of(2, 200));
    private static final byte[] WRITTEN = Content.of(3, 900);

    @Prepare
    void twoMappableFiles(DaxFileSystem fs) {
        fs.mkdir("/dir");
        for (String path : new String[] {"/mapped", "/dir/unmapped"}) {
            try (DaxFile file = fs.open(path, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
                file.write(0, OLD);
            }
        }
    }

    @Workload
    void storeThenSync(DaxFileSystem fs, Milestones reached) {
        try (DaxMapping kept = map(fs, "/mapped")) {
            try (DaxMapping dropped = map(fs, "/dir/unmapped")) {
                dropped.putBytes(4000, Content.of(2, 200));
            }
            kept.putBytes(4000, Content.of(2, 200));
            try (DaxFile written = fs.create("/written")) {
                written.write(0, WRITTEN);
            }
            fs.sync();
            reached.mark("synced");
        }
    }

    @Verify
    void everythingIsThere(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent mapped = FileContent.of(fs, "/mapped");
        FileContent unmapped = FileContent.of(fs, "/dir/unmapped");
        if (crash.reached("synced")) {
            Promise.durable(() -> assertThatContent(mapped).as("/mapped").is(STORED));
            Promise.durable(
                    () -> assertThatContent(unmapped).as("/dir/unmapped").is(STORED));
            Promise.durable(() -> assertThatContent(FileContent.of(fs, "/written"))
                    .as("/written")
                    .is(WRITTEN));
        } else {
            Promise.atomic(() -> {
                assertThatContent(mapped).hasWordsOf(OLD, STORED);
                assertThatContent(unmapped).hasWordsOf(OLD, STORED);
            });
        }
    }

    private static DaxMapping map(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
            return file.map(MapMode.SHARED, 0, OLD.length);
        }
    }
}
