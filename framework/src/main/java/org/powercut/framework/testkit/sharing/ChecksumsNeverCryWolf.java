package org.powercut.framework.testkit.sharing;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

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
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;

/**
 * A data checksum never fails after a power cut: stores through a mapping change data without the file system's knowledge, so
 * a page has no checksum while it can be stored to, and gets one again when that ends (Dave Chinner's and Goldwyn Rodrigues'
 * open question). Breaks when a page is made writable before its checksum is off, durably.
 */
@CrashTest
@Tag("sharing")
@Guarantee("G34")
@DisplayName("checksums never accuse good data")
@Requires(Capability.DATA_CHECKSUMS)
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ChecksumsNeverCryWolf {
    private static final int PAGE = 4096;
    private static final byte[] DATA = Content.of(1, 3 * PAGE);
    private static final byte[] STORED = Content.patched(DATA, PAGE + 80, Content.word(2, 0));
    private static final byte[] AGAIN = Content.patched(STORED, PAGE + 160, Content.word(3, 0));
    private static final byte[] WRITTEN = Content.patched(AGAIN, 100, Content.of(4, 5000));

    @Prepare
    void fileAndFreeBlocksWithOldChecksums(DaxFileSystem fs) {
        try (DaxFile old = fs.create("/old")) {
            old.write(0, Content.of(9, 64 * PAGE));
        }
        fs.unlink("/old");
        fs.sync();
        try (DaxFile file = fs.create("/f")) {
            file.write(0, DATA);
        }
        fs.sync();
    }

    @Workload
    void storeBetweenWrites(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE)) {
            try (DaxMapping mapping = file.map(MapMode.SHARED, 0, DATA.length)) {
                mapping.putLong(PAGE + 80, Content.word(2, 0));
                file.fsync();
                reached.mark("stored");
                mapping.putLong(PAGE + 160, Content.word(3, 0));
            }
            file.fsync();
            reached.mark("again");
            file.write(100, Content.of(4, 5000));
            file.fsync();
            reached.mark("written");
        }
    }

    @Verify
    void everyByteCanBeRead(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/f");
        if (crash.reached("written")) {
            Promise.durable(() -> assertThatContent(found).is(WRITTEN));
        } else if (crash.reached("again")) {
            Promise.durable(() -> assertThatContent(found).isEither(AGAIN, WRITTEN));
        } else {
            Promise.atomic(() -> assertThatContent(found).hasWordsOf(DATA, STORED, AGAIN));
        }
    }
}
