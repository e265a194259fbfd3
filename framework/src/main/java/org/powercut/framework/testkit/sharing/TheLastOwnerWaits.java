package org.powercut.framework.testkit.sharing;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
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
import org.powercut.framework.testkit.Durable;

/**
 * When one of two owners of a block is removed, the other one has the block for itself and may change it in place, but not
 * before the removal is durable: until then a power cut brings the first one back, and it must have what it had. Under the
 * STRONG contract that is when unlink returns. Breaks when a WEAK file system looks at its counts in DRAM alone.
 */
@CrashTest
@Tag("sharing")
@Guarantee("G32")
@DisplayName("the last owner of a block waits until the others are durably gone")
@Requires({Capability.REFLINK, Capability.NODATACOW})
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class TheLastOwnerWaits {
    private static final byte[] DATA = Content.of(1, 4096);
    private static final byte[] CHANGED = Content.patched(DATA, 8, Content.of(2, 64));

    @Prepare
    void owner(DaxFileSystem fs) {
        try (DaxFile file = open(fs, "/stays")) {
            file.write(0, DATA);
        }
        open(fs, "/goes").close();
    }

    private static DaxFile open(DaxFileSystem fs, String path) {
        return fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    @Workload
    void cloneUnlinkChange(DaxFileSystem fs, Milestones reached) {
        try (DaxFile stays = open(fs, "/stays")) {
            try (DaxFile goes = open(fs, "/goes")) {
                goes.cloneFile(stays);
            }
            Durable.sync(fs, reached);
            reached.mark("cloned");
            fs.unlink("/goes");
            stays.write(8, Content.of(2, 64));
            reached.mark("changed");
            Durable.sync(fs, reached);
        }
    }

    @Verify
    void whoIsBackHasWhatItHad(DaxFileSystem fs, Crash crash) throws Throwable {
        if (crash.reached("cloned") && fs.exists("/goes")) {
            FileContent found = FileContent.of(fs, "/goes");
            Promise.durable(() -> assertThatContent(found).is(DATA));
        }
    }

    @Verify
    void whoStaysIsOldOrNew(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/stays");
        if (Durable.reached(fs, crash, "changed")) {
            Promise.durable(() -> assertThatContent(found).is(CHANGED));
        } else {
            Promise.atomic(() -> assertThatContent(found).hasWordsOf(DATA, CHANGED));
        }
    }
}
