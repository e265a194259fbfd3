package org.powercut.framework.testkit.dax;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.daxfs.PinPolicy;
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
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Mounts;
import org.powercut.framework.testkit.Witness;
import org.powercut.pmem.PmemDevice;

/**
 * A block that a file gives up does not become another file's while somebody can still store to it: a mapping loses the page first, and
 * what is pinned stays where it is, or the change is refused (dax_break_layout of the kernel; longterm pins against truncate;
 * xfstests generic/503). Breaks when a truncate or punch leaves stale entries in a mapping: a store then lands in a stranger's file.
 */
@CrashTest
@Tag("dax")
@Guarantee("G31")
@DisplayName("freed blocks wait until nobody maps or pins them")
@Requires({Capability.FALLOCATE, Capability.MAP_CONTROL})
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FreedBlocksWaitForTheirUsers {
    private static final int PAGE = 4096;
    private static final byte[] MINE = Content.of(1, 48);
    private static final byte[] OTHERS = Content.of(2, 48);

    @Prepare
    void threePages(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/mine")) {
            for (int page = 0; page < 3; page++) {
                file.write((long) page * PAGE, MINE);
            }
        }
        fs.sync();
    }

    /** Cut and punched under a mapping; another file takes the blocks; the mapping stores again. */
    @Workload
    void mapped(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile file = fs.open("/mine", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, 3 * PAGE)) {
            for (int page = 0; page < 3; page++) {
                mapping.putLong((long) page * PAGE + 64, 1);
            }
            file.truncate(2 * PAGE);
            file.allocate(FallocateMode.PUNCH_HOLE, 0, PAGE);
            fs.sync();
            takeFreeBlocks(fs);
            reached.mark("taken");
            mapping.putLong(0, 2);
            witness.sees("a store to a page that was cut off", isPastEnd(() -> mapping.putLong(2 * PAGE, 2)));
            witness.sees("the page that was punched", file.read(64, 8), new byte[8]);
            fs.sync();
            reached.mark("stored");
        }
    }

    /** Pinned pages: what would take their blocks is refused, and after an unlink they wait for the pin. */
    @Workload
    void pinned(DaxFileSystem mounted, DaxFileSystemProvider provider, PmemDevice device, Milestones reached) {
        mounted.unmount();
        Witness witness = new Witness(reached);
        try (DaxFileSystem fs = Mounts.again(
                provider,
                device,
                options -> options.withContract(mounted.contract()).withPins(PinPolicy.BUSY))) {
            DaxFile file = fs.open("/mine", OpenFlag.READ, OpenFlag.WRITE);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, 3 * PAGE);
            DaxMapping.Pin pin = mapping.pin(PAGE, 8);
            witness.refused("a truncate", Errno.EBUSY, () -> file.truncate(PAGE));
            witness.refused("a punch", Errno.EBUSY, () -> file.allocate(FallocateMode.PUNCH_HOLE, PAGE, PAGE));
            witness.refused("a write that moves the page", Errno.EBUSY, () -> file.write(PAGE, OTHERS));
            witness.sees("the pinned page", file.read(PAGE, MINE.length), MINE);
            file.truncate(2 * PAGE);
            fs.unlink("/mine");
            file.close();
            fs.sync();
            takeFreeBlocks(fs);
            reached.mark("taken");
            mapping.putLong(PAGE, 3);
            fs.sync();
            reached.mark("stored");
            pin.close();
            mapping.close();
        }
    }

    /** So many that what was freed is among them. */
    private static void takeFreeBlocks(DaxFileSystem fs) {
        try (DaxFile other = fs.create("/other")) {
            for (int page = 0; page < 4; page++) {
                other.write((long) page * PAGE, OTHERS);
            }
        }
        fs.sync();
    }

    private static boolean isPastEnd(Runnable access) {
        try {
            access.run();
            return false;
        } catch (PastEndOfFileException e) {
            return true;
        }
    }

    @Verify
    void nothingElseWasSeen(Crash crash) {
        Witness.verify(crash, FailureClass.BROKEN_PROMISE);
    }

    @Verify
    void theOtherFileHasNobodysStores(DaxFileSystem fs, Crash crash) throws Throwable {
        if (crash.reached("taken")) {
            try (DaxFile other = fs.open("/other", OpenFlag.READ)) {
                for (int page = 0; page < 4; page++) {
                    byte[] found = other.read((long) page * PAGE, OTHERS.length);
                    byte[] beyond = other.read((long) page * PAGE + 64, page < 3 ? 8 : 0);
                    Promise.durable(() -> assertThatContent(found).is(OTHERS));
                    Promise.fresh(() -> assertThatContent(beyond).is(new byte[beyond.length]));
                }
            }
        }
    }
}
