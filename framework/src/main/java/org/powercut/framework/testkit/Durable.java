package org.powercut.framework.testkit;

import java.util.Collections;
import java.util.List;
import org.apiguardian.api.API;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.Milestones;

/**
 * What must be there after a power cut, of all that a workload has marked: under the STRONG contract everything, under the
 * WEAK one what was marked before the last sync. So one workload, with a sync here and there, asks of each contract what
 * it promises.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Durable {
    private static final String SYNCED = "all is synced";

    private Durable() {}

    /** Makes everything durable that the workload has done so far, whatever the contract, and marks that. */
    public static void sync(DaxFileSystem fs, Milestones reached) {
        fs.sync();
        mark(reached);
    }

    /** Marks that all is durable that the workload has done so far: after an fsync, which keeps what came before it too. */
    public static void mark(Milestones reached) {
        reached.mark(SYNCED);
    }

    /** How often a milestone was marked whose operation must be there. */
    public static int times(DaxFileSystem fs, Crash crash, String milestone) {
        return Collections.frequency(marked(fs, crash), milestone);
    }

    /** Whether a milestone was marked whose operation must be there. */
    public static boolean reached(DaxFileSystem fs, Crash crash, String milestone) {
        return marked(fs, crash).contains(milestone);
    }

    private static List<String> marked(DaxFileSystem fs, Crash crash) {
        List<String> all = crash.milestones();
        return fs.contract() == Contract.STRONG ? all : all.subList(0, all.lastIndexOf(SYNCED) + 1);
    }
}
