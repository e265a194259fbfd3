package org.powercut.framework.oracle.judge;

import java.util.List;
import org.apiguardian.api.API;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;

/** After an unmount the check is content, and the next mount shows the same tree (G20). */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MountsAgain implements Probe {

    @Override
    public void use(Revived revived) {
        Observed before = Observed.of(revived.fs());
        revived.restart();
        Observed after = Observed.of(revived.fs());
        if (!after.equals(before)) {
            throw new BrokenPromise(
                    FailureClass.METADATA_INCONSISTENCY,
                    Promises.RECOVERY,
                    difference(before.entries(), after.entries()));
        }
    }

    private static String difference(List<Observed.Entry> before, List<Observed.Entry> after) {
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            if (!before.get(i).equals(after.get(i))) {
                return "the next mount shows " + after.get(i) + ", this one showed " + before.get(i);
            }
        }
        return "the next mount shows " + after.size() + " names, this one showed " + before.size();
    }
}
