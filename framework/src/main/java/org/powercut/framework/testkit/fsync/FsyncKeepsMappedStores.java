package org.powercut.framework.testkit.fsync;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;

/**
 * Stores through a shared mapping are durable once fsync has returned (fsync(2), mmap(2)). Without it a database that
 * maps its file loses committed pages: fsync must write back every dirty line of every dirty page, and fence. Before
 * fsync returns each 8-byte word is free to be old or new.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G1")
@DisplayName("fsync keeps stores through a shared mapping")
@OnPlatform({Platform.ADR, Platform.EADR})
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsMappedStores {
    private static final byte[] OLD = Content.of(1, 3 * 4096);
    private static final byte[] SYNCED =
            Content.patched(Content.patched(OLD, 4090, Content.of(2, 300)), 8192 + 64, Content.word(3, 0));
    private static final byte[] LATER = Content.patched(SYNCED, 128, Content.of(4, 40));

    @Prepare
    void oldFile(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/data", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, OLD);
        }
    }

    @Workload
    void storeThenFsync(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/data", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, OLD.length)) {
            mapping.putBytes(4090, Content.of(2, 300));
            mapping.putLong(8192 + 64, Content.word(3, 0));
            file.fsync();
            reached.mark("synced");
            mapping.putBytes(128, Content.of(4, 40));
        }
    }

    @Verify
    void syncedStoresAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/data");
        assertThat(found.length()).as("size").isEqualTo(OLD.length);
        if (crash.reached("synced")) {
            Promise.durable(() -> assertThatContent(found).as("after fsync").hasWordsOf(SYNCED, LATER));
        } else {
            Promise.atomic(() -> assertThatContent(found).as("in flight").hasWordsOf(OLD, SYNCED));
        }
    }
}
