package org.powercut.framework.testkit.sharing;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
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
import org.powercut.framework.testkit.Mounts;
import org.powercut.pmem.PmemDevice;

/**
 * While a file system is frozen no byte of it changes, everything that was stored before is durable, through mappings too, and
 * the image is one that an unmount could have left; after the thaw life goes on (fsfreeze(8); Boaz Harrosh on the lists: a page
 * that was faulted before the freeze stays writable). Breaks when freeze forgets the mappings.
 */
@CrashTest
@Tag("sharing")
@Guarantee("G30")
@DisplayName("freeze makes everything durable, and nothing changes until the thaw")
@Requires(Capability.FREEZE)
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FreezeLeavesNothingToRecover {
    private static final int PAGE = 4096;
    private static final byte[] DATA = Content.of(1, 2 * PAGE);
    private static final byte[] STORED = Content.patched(DATA, 40, Content.word(2, 0));
    private static final byte[] THAWED = Content.patched(STORED, 40, Content.word(3, 0));

    @Prepare
    void file(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/f")) {
            file.write(0, DATA);
        }
        fs.sync();
    }

    /** Stores with a freeze after them, then a store with an fsync (generic/311). */
    @Workload
    void storeFreezeThawStore(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device, Milestones reached) {
        try (DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, DATA.length)) {
            mapping.putLong(40, Content.word(2, 0));
            fs.freeze();
            reached.mark("frozen");
            assertThatContent(file.read(0, DATA.length)).is(STORED);
            assertThatContent(FileContent.of(Mounts.again(provider, device, fs.contract()), "/f"))
                    .is(STORED);
            reached.mark("read");
            fs.thaw();
            mapping.putLong(40, Content.word(3, 0));
            file.fsync();
            reached.mark("synced");
        }
    }

    /** Frozen again and again, with a change in between each time, and a read first of all (generic/068, 390, 491). */
    @Workload
    void againAndAgain(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, DATA.length)) {
            for (int round = 0; round < 2; round++) {
                fs.freeze();
                assertThatContent(file.read(0, DATA.length)).is(round == 0 ? DATA : STORED);
                fs.thaw();
                mapping.putLong(40, Content.word(2, 0));
            }
            fs.freeze();
            reached.mark("frozen");
            fs.thaw();
        }
    }

    @Verify
    void frozenIsDurable(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/f");
        if (crash.reached("synced")) {
            Promise.durable(() -> assertThatContent(found).is(THAWED));
        } else if (crash.reached("frozen")) {
            Promise.durable(() -> assertThatContent(found).isEither(STORED, THAWED));
        } else {
            Promise.atomic(() -> assertThatContent(found).isEither(DATA, STORED));
        }
    }
}
