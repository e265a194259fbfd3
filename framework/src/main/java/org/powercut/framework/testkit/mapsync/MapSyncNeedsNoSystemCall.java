package org.powercut.framework.testkit.mapsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
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
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;

/**
 * Under MAP_SYNC a page that can be stored to is reachable at the same file offset after a crash, so a user's own flush and
 * fence make a store durable, with no system call (mmap(2); xfstests generic/470): in a hole, in a page that was
 * written before, and in one behind the last block of a file grown by truncate. Breaks when the fault hands the page out
 * before its block and the file's metadata are durable.
 */
@CrashTest
@Tag("mapsync")
@Guarantee("G25")
@DisplayName("MAP_SYNC: the user's own flush and fence are enough")
@Requires(Capability.MAP_SYNC)
@OnPlatform({Platform.ADR, Platform.EADR})
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class MapSyncNeedsNoSystemCall {
    private static final int PAGES = 5;
    private static final int LENGTH = PAGES * 4096;
    /** Page 0 is written, 1 is a hole, 2 is written, 3 and 4 come with truncate in the workload. */
    private static final byte[] OLD =
            Content.patched(Content.patched(new byte[LENGTH], 0, Content.of(1, 4096)), 2 * 4096, Content.of(1, 4096));

    private static final List<byte[]> VERSIONS = versions();

    @Prepare
    void fileWithHole(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/pool", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, Content.of(1, 4096));
            file.write(2 * 4096, Content.of(1, 4096));
        }
    }

    @Workload
    void storeFlushFence(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/pool", OpenFlag.READ, OpenFlag.WRITE)) {
            file.truncate(LENGTH);
            try (DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, LENGTH)) {
                for (int page = PAGES - 1; page >= 0; page--) {
                    long at = page * 4096L + 72;
                    mapping.putLong(at, Content.word(2, page));
                    mapping.flush(at, 8);
                    mapping.fence();
                    reached.mark("stored");
                    mapping.ntPutLong(at + 512, Content.word(3, page));
                    mapping.fence();
                    reached.mark("stored");
                }
            }
        }
    }

    @Verify
    void acknowledgedStoresAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        int stored = crash.times("stored");
        FileContent found = FileContent.of(fs, "/pool");
        byte[] kept = VERSIONS.get(stored);
        byte[] next = VERSIONS.get(Math.min(stored + 1, 2 * PAGES));
        if (stored > 0) {
            Promise.durable(() -> assertThat(found.length()).as("size").isEqualTo(LENGTH));
        }
        Promise.durable(() ->
                assertThatContent(found).as("after the user's flush and fence").hasWordsOf(kept, next));
    }

    /** What the file holds after each number of stores. */
    private static List<byte[]> versions() {
        List<byte[]> versions = new ArrayList<>(List.of(OLD));
        for (int page = PAGES - 1; page >= 0; page--) {
            int at = page * 4096 + 72;
            versions.add(Content.patched(versions.getLast(), at, Content.word(2, page)));
            versions.add(Content.patched(versions.getLast(), at + 512, Content.word(3, page)));
        }
        return versions;
    }
}
