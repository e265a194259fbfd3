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
 * A store stays known to the file after its mapping and its file are closed, so that a later fsync, by a file opened later
 * still, makes it durable (mmap(2), munmap(2): unmapping loses nothing that fsync would have kept). Breaks when dirty
 * tags live in the mapping and go with it.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G28")
@DisplayName("fsync after munmap keeps the stores")
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class UnmappedStoresStayDirty {
    private static final byte[] OLD = Content.of(1, 2 * 4096);
    private static final byte[] STORED =
            Content.patched(Content.patched(OLD, 24, Content.of(2, 100)), 4096 + 8, Content.word(3, 0));

    @Prepare
    void oldFile(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/file", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, OLD);
        }
    }

    @Workload
    void storeUnmapFsync(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, OLD.length)) {
            mapping.putBytes(24, Content.of(2, 100));
            mapping.putLong(4096 + 8, Content.word(3, 0));
        }
        try (DaxFile later = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE)) {
            later.fsync();
            reached.mark("synced");
        }
    }

    @Verify
    void storesAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/file");
        if (crash.reached("synced")) {
            Promise.durable(() -> assertThatContent(found).is(STORED));
        } else {
            Promise.atomic(() -> assertThatContent(found).as("in flight").hasWordsOf(OLD, STORED));
        }
    }
}
