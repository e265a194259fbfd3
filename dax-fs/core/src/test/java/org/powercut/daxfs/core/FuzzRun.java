package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.Progress;

/**
 * Spoils images and uses what comes out, one number after the other; each number says all that happens with its image. For
 * one thread.
 */
final class FuzzRun {
    /** Far more than any image in here costs: instructions and lines moved, and bytes of heap. */
    private static final long MOST_WORK = 1_000_000;

    private static final long MOST_HEAP = 64L << 20;

    /** Of so many images, one is repaired, and one dumped and checked. */
    private static final int RARE = 16;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** How many mounts were refused, how many were not, how many images were repaired, and found damaged by fsck. */
    record Counts(long refused, long mounted, long repaired, long foundByCheck) {
        static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    refused + other.refused,
                    mounted + other.mounted,
                    repaired + other.repaired,
                    foundByCheck + other.foundByCheck);
        }
    }

    private static final Counts REFUSED = new Counts(1, 0, 0, 0);
    private static final Counts MOUNTED = new Counts(0, 1, 0, 0);
    private static final Counts REPAIRED = new Counts(0, 0, 1, 0);
    private static final Counts FOUND = new Counts(0, 0, 0, 1);

    private record Target(FuzzSeed seed, FuzzDevice device, ImageFuzzer fuzzer) {}

    private final List<Target> targets = new ArrayList<>();
    private volatile long number = -1;
    private volatile @Nullable List<String> spoiled;
    private volatile @Nullable String where;

    private Counts counts = Counts.NONE;

    FuzzRun(List<FuzzSeed> seeds) {
        for (FuzzSeed seed : seeds) {
            FuzzDevice device = new FuzzDevice(seed.bytes(), seed.errors());
            targets.add(new Target(seed, device, new ImageFuzzer(seed, device)));
        }
    }

    /** Of the image at hand. */
    long number() {
        return number;
    }

    Counts counts() {
        return counts;
    }

    /** Which image this is, what was done to it, and what was being done with it. */
    String describe() {
        return "image %d (%s): %s; %s"
                .formatted(
                        number,
                        targets.get((int) (number % targets.size())).seed.name(),
                        spoiled == null ? "not yet spoiled" : String.join("; ", spoiled),
                        where);
    }

    /** Makes and uses an image. Anything that must not come out of it comes out of here. */
    void image(long newNumber) {
        number = newNumber;
        spoiled = null;
        RandomGenerator random = new SplittableRandom(Checksum.mix(number + 1));
        Target target = targets.get((int) (number % targets.size()));
        target.device.reset(MOST_WORK);
        where = "being spoiled";
        spoiled = target.fuzzer.spoil(random);
        long heap = THREADS.getCurrentThreadAllocatedBytes();
        switch (random.nextInt(RARE)) {
            case 0 -> repair(target.device, random);
            case 1 -> inspect(target.device, random);
            default -> use(target.device, random);
        }
        heap = THREADS.getCurrentThreadAllocatedBytes() - heap;
        assertThat(heap).as("bytes of heap").isLessThan(MOST_HEAP);
    }

    /** Mounts and uses the image. Returns what was found corrupt. */
    private @Nullable CorruptFileSystemException use(FuzzDevice device, RandomGenerator random) {
        Contract contract = random.nextInt(4) == 0 ? Contract.WEAK : Contract.STRONG;
        MountOptions.Checkpoint checkpoint = random.nextInt(6) == 0
                ? MountOptions.Checkpoint.values()[random.nextInt(MountOptions.Checkpoint.values().length)]
                : MountOptions.Checkpoint.AUTO;
        MountOptions options = MountOptions.defaults().withContract(contract).withCheckpoint(checkpoint);
        where = "mounted with " + contract + " and checkpoint " + checkpoint;
        DaxFileSystem fs;
        try {
            fs = TestFs.PROVIDER.mount(device, options);
        } catch (DaxFileSystemException e) {
            counts = counts.plus(REFUSED);
            return refusal(device, e);
        }
        counts = counts.plus(MOUNTED);
        FuzzUser user = new FuzzUser(fs, random);
        user.look();
        if (random.nextInt(4) == 0) {
            where = "looked at snapshots";
            user.lookAtSnapshots();
        }
        where = "changed";
        user.change();
        if (random.nextInt(RARE) == 0) {
            where = "scrubbed";
            try {
                fs.scrub(Progress.NONE);
            } catch (DaxFileSystemException e) {
                requireTyped(device, e);
            }
        }
        where = "unmounted";
        try {
            fs.unmount();
            fs = TestFs.PROVIDER.mount(device, options);
            new FuzzUser(fs, random).look();
        } catch (DaxFileSystemException e) {
            requireTyped(device, e);
        }
        return user.corrupt();
    }

    private static @Nullable CorruptFileSystemException refusal(FuzzDevice device, DaxFileSystemException e) {
        requireTyped(device, e);
        assertThat(e)
                .as("why the mount was refused")
                .isInstanceOfAny(CorruptFileSystemException.class, NotSupportedException.class);
        return e instanceof CorruptFileSystemException corrupt ? corrupt : null;
    }

    private static void requireTyped(FuzzDevice device, DaxFileSystemException e) {
        assertThat(e.getMessage()).isNotEmpty();
        if (e instanceof CorruptFileSystemException corrupt) {
            assertThat(corrupt.struct()).isNotEmpty();
            assertThat(corrupt.field()).isNotEmpty();
            assertThat(corrupt.offset()).as("offset in " + e.getMessage()).isBetween(0L, device.size());
        }
    }

    /** Looks at the image with all tools. What a check finds nothing wrong with, nobody else does; nor does it after use. */
    private void inspect(FuzzDevice device, RandomGenerator random) {
        where = "checked";
        FsckReport report = TestFs.PROVIDER.fsck(device);
        if (random.nextBoolean()) {
            where = "dumped";
            dump(device, report.isClean());
        } else {
            where = "mapped";
            assertThat(TestFs.PROVIDER.mediaMap(device).nameOf(device.size() / 2))
                    .isNotEmpty();
        }
        boolean wasPoisoned = !device.mediaErrors().isEmpty();
        CorruptFileSystemException corrupt = use(device, random);
        if (report.isClean()) {
            assertThat(corrupt).as("found by use after fsck found nothing").isNull();
            if (!wasPoisoned) {
                where = "checked again";
                assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
            }
        } else {
            counts = counts.plus(FOUND);
        }
    }

    private static void dump(FuzzDevice device, boolean isClean) {
        try {
            TestFs.PROVIDER
                    .dump(device)
                    .forEach(struct -> assertThat(struct.name()).isNotEmpty());
        } catch (DaxFileSystemException e) {
            requireTyped(device, e);
            assertThat(isClean).as("fsck saw nothing, but: " + e.getMessage()).isFalse();
        }
    }

    private static boolean isOfSnapshotLog(FsckReport.Problem problem) {
        return problem.where().matches("(inode|inode_replica|log)\\[(inode )?4].*")
                || problem.what().startsWith("the log of snapshots is lost");
    }

    private void repair(FuzzDevice device, RandomGenerator random) {
        where = "repaired";
        try {
            TestFs.PROVIDER.repair(device, Progress.NONE);
        } catch (CorruptFileSystemException e) {
            requireTyped(device, e);
            assertThat(e.struct()).as(e.getMessage()).startsWith("superblock");
            use(device, random);
            return;
        } catch (NotSupportedException | NoSpaceException e) {
            use(device, random);
            return;
        }
        counts = counts.plus(REPAIRED);
        where = "checked after repair";
        FsckReport after = TestFs.PROVIDER.fsck(device);
        if (after.problems().stream().anyMatch(FuzzRun::isOfSnapshotLog)) {
            use(device, random); // nothing was touched: what snapshots need would be free
            return;
        }
        assertThat(after.problems()).isEmpty();
        assertThat(use(device, random)).as("found after repair").isNull();
    }
}
