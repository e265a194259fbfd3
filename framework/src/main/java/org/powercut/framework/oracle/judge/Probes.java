package org.powercut.framework.oracle.judge;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.pmem.PmemDevice;

/**
 * What must go on after recovery, probe by probe: {@code Probes.all().check(fs, device)} at the end of a {@code @Verify}
 * method. Immutable.
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
     * @throws BrokenPromise if one fails
     * @throws IllegalStateException if no provider on the class path fits the file system
     */
    public void check(DaxFileSystem fs, PmemDevice device) {
        check(Revived.of(fs, device));
    }

    /** As {@link #check(DaxFileSystem, PmemDevice)}. */
    public void check(Revived revived) {
        for (Probe probe : probes) {
            use(probe, revived);
        }
        revived.end();
    }

    /** What a file system refuses that it must be able to do is a broken promise; its damage keeps its own class. */
    private static void use(Probe probe, Revived revived) {
        try {
            probe.use(revived);
        } catch (DaxFileSystemException e) {
            switch (e.errno()) {
                case EFSCORRUPTED, EIO -> throw e;
                default ->
                    throw new BrokenPromise(
                            FailureClass.METADATA_INCONSISTENCY,
                            Promises.RECOVERY,
                            probe.getClass().getSimpleName() + " after recovery: " + e.getMessage());
            }
        }
    }
}
