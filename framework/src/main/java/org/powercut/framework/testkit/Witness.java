package org.powercut.framework.testkit;

import java.util.HexFormat;
import java.util.List;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Promise;
import org.powercut.framework.explore.FailureClass;

/**
 * What a workload sees while it runs, told to the check: promises about a file system that is up. An assertion in the
 * workload itself would make the test a broken one; what a witness saw is a finding, with its replay token.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Witness {
    private static final String WRONG = "saw ";

    private final Milestones reached;

    public Witness(Milestones reached) {
        this.reached = reached;
    }

    /** Something is as it was promised, or is told to the check. */
    public void sees(String what, boolean asPromised) {
        if (!asPromised) {
            reached.mark(WRONG + what);
        }
    }

    /** As {@link #sees(String, boolean)}, of a value. */
    public void sees(String what, Object found, Object promised) {
        sees(what + ": " + found + ", not " + promised, found.equals(promised));
    }

    /** As {@link #sees(String, boolean)}, of bytes. */
    public void sees(String what, byte[] found, byte[] promised) {
        sees(what, HexFormat.of().formatHex(found), HexFormat.of().formatHex(promised));
    }

    /** An operation is refused with this error. */
    public void refused(String what, Errno promised, Runnable operation) {
        try {
            operation.run();
        } catch (DaxFileSystemException e) {
            sees(what, e.errno(), promised);
            return;
        }
        sees(what + ": done, not " + promised, false);
    }

    /** Fails with the first thing that was not as promised before the power cut. */
    public static void verify(Crash crash, FailureClass kind) {
        List<String> wrong = crash.milestones().stream()
                .filter(milestone -> milestone.startsWith(WRONG))
                .toList();
        if (!wrong.isEmpty()) {
            throw Promise.broken(kind, wrong.getFirst());
        }
    }
}
