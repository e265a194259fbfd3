package org.powercut.framework.oracle.judge;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.pmem.PmemDevice;

/**
 * What must go on after recovery, probe by probe: {@code Probes.all().check(fs, device, provider)} at the end of a {@code
 * @Verify} method. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Probes {
    private final List<Probe> probes;

    private Probes(List<Probe> probes) {
        this.probes = List.copyOf(probes);
    }

    /** Exactly these probes, in this order. */
    public static Probes of(Probe... probes) {
        return new Probes(List.of(probes));
    }

    /** Every probe there is: life in every directory, the same tree after another mount, and all space back at last. */
    public static Probes all() {
        return of(new LifeGoesOn(), new MountsAgain(), new SpaceComesBack());
    }

    /** These probes, and then another one. */
    public Probes and(Probe probe) {
        List<Probe> more = new ArrayList<>(probes);
        more.add(probe);
        return new Probes(more);
    }

    /**
     * Runs the probes on a recovered file system, which is unmounted afterwards; the check of the unmounted device is the
     * last probe of all.
     *
     * @param provider of {@code fs}, which a crash test may ask for
     * @return the probes that were skipped, each by its name: the file system has no room for what they do
     * @throws BrokenPromise if one fails
     */
    public List<String> check(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        return check(Revived.of(fs, device, provider));
    }

    /** As {@link #check(DaxFileSystem, PmemDevice, DaxFileSystemProvider)}, for what was mounted in another way. */
    public List<String> check(Revived revived) {
        List<String> skipped = new ArrayList<>();
        for (Probe probe : probes) {
            if (!use(probe, revived)) {
                skipped.add(name(probe));
            }
        }
        revived.end();
        return List.copyOf(skipped);
    }

    /**
     * What a file system refuses that it must be able to do is a broken promise; its damage keeps its own class.
     *
     * @return whether there was room for the probe
     */
    private static boolean use(Probe probe, Revived revived) {
        try {
            probe.use(revived);
        } catch (DaxFileSystemException e) {
            switch (e.errno()) {
                case EFSCORRUPTED, EIO -> throw e;
                case ENOSPC -> {
                    if (Surroundings.isNearlyFull(revived.fs().statfs(), 0)) {
                        return false;
                    }
                    throw refused(probe, e);
                }
                default -> throw refused(probe, e);
            }
        }
        return true;
    }

    private static BrokenPromise refused(Probe probe, DaxFileSystemException e) {
        return new BrokenPromise(
                FailureClass.METADATA_INCONSISTENCY,
                Promises.RECOVERY,
                name(probe) + " after recovery: " + e.getMessage());
    }

    private static String name(Probe probe) {
        return probe.getClass().getSimpleName();
    }
}
