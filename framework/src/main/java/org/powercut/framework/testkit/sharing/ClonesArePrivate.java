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
 * A cloned file shares blocks and nothing else: the clone appears as a whole, and what is written or stored to either file
 * afterwards is private to it, through write, through mappings and after a power cut (ioctl_ficlonerange(2); xfstests
 * generic/501, 588, 546). Breaks when a store goes to a page that is still shared, or a block is freed with an owner left.
 */
@CrashTest
@Tag("sharing")
@Guarantee("G32")
@DisplayName("clones are whole, and what is written to either stays private")
@Requires({Capability.REFLINK, Capability.MAP_SYNC})
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ClonesArePrivate {
    private static final int PAGE = 4096;
    private static final byte[] PREPARED = Content.of(1, 3 * PAGE + 700);
    private static final byte[] DATA = Content.patched(PREPARED, 32, Content.word(4, 0));
    private static final byte[] CHANGED = Content.patched(DATA, PAGE + 16, Content.of(2, 900));
    private static final byte[] STORED = Content.patched(CHANGED, 2 * PAGE + 64, Content.word(3, 0));
    private static final byte[] EMPTY = new byte[0];

    @Prepare
    void source(DaxFileSystem fs) {
        try (DaxFile source = fs.open("/source", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
                DaxFile cow = fs.create("/cow")) {
            source.write(0, PREPARED);
            cow.write(0, DATA);
        }
        fs.sync();
    }

    @Workload
    void cloneThenChange(DaxFileSystem fs, Milestones reached) {
        try (DaxFile source = fs.open("/source", OpenFlag.READ, OpenFlag.WRITE);
                DaxFile clone = fs.open("/clone", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
                DaxFile cow = fs.open("/cow", OpenFlag.READ, OpenFlag.WRITE);
                DaxFile second = fs.create("/second")) {
            cloneWhatWasStored(source, clone);
            second.cloneFile(cow);
            clone.fsync();
            reached.mark("cloned");
            source.write(PAGE + 16, Content.of(2, 900));
            cow.write(PAGE + 16, Content.of(2, 900));
            source.fsync();
            reached.mark("written");
            try (DaxMapping mapping = source.map(MapMode.SHARED_SYNC, 0, DATA.length)) {
                mapping.putLong(2 * PAGE + 64, Content.word(3, 0));
                mapping.flush(2 * PAGE + 64, 8);
                mapping.fence();
                reached.mark("stored");
            }
        }
        fs.unlink("/source");
        fs.unlink("/cow");
        fs.sync();
        reached.mark("unlinked");
    }

    private static void cloneWhatWasStored(DaxFile source, DaxFile clone) {
        try (DaxMapping mapping = source.map(MapMode.SHARED, 0, PREPARED.length)) {
            mapping.putLong(32, Content.word(4, 0));
            clone.cloneFile(source);
        }
    }

    @Verify
    void clonesKeepTheOldContent(DaxFileSystem fs, Crash crash) throws Throwable {
        for (String path : List.of("/clone", "/second")) {
            byte[] found = fs.exists(path) ? Content.read(fs, path) : EMPTY;
            if (crash.reached("cloned")) {
                Promise.durable(() -> assertThatContent(found).as(path).is(DATA));
            } else {
                Promise.atomic(() -> assertThatContent(found).as(path).isEither(EMPTY, DATA));
            }
        }
    }

    @Verify
    void theSourceChangesAlone(DaxFileSystem fs, Crash crash) throws Throwable {
        if (crash.reached("unlinked")) {
            Promise.durable(() -> assertThat(fs.exists("/source")).isFalse());
            return;
        }
        if (!fs.exists("/source")) {
            return;
        }
        FileContent found = FileContent.of(fs, "/source");
        if (crash.reached("stored")) {
            Promise.durable(() -> assertThatContent(found).is(STORED));
        } else if (crash.reached("written")) {
            Promise.durable(() -> assertThatContent(found).hasWordsOf(CHANGED, STORED));
        } else {
            Promise.atomic(() -> assertThatContent(found).hasWordsOf(PREPARED, DATA, CHANGED));
        }
    }

    @Verify
    void noBlockIsFreeWhileItHasAnOwner(DaxFileSystem fs, Crash crash) throws Throwable {
        if (crash.reached("cloned")) {
            try (DaxFile file = fs.create("/fill")) {
                file.write(0, Content.of(9, 40 * PAGE));
            }
            Promise.consistent(
                    () -> assertThatContent(FileContent.of(fs, "/clone")).is(DATA));
        }
    }
}
