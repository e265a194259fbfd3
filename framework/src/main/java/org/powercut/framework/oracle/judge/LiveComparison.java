package org.powercut.framework.oracle.judge;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.oracle.spec.FileData;
import org.powercut.framework.oracle.spec.Page;
import org.powercut.framework.oracle.spec.SpecState;

/** Holds a file system that runs, without any power cut, against the state that it should be in. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LiveComparison {
    private LiveComparison() {}

    /** The first thing that the file system shows and the state does not have, or the other way round. */
    public static Optional<String> difference(DaxFileSystem fs, SpecState state) {
        Map<Integer, Page> newest = new HashMap<>();
        state.pages().forEach((number, page) -> newest.put(number, page.durable(0, FileData.PAGE, page.durableBy())));
        TreeComparison comparison = new TreeComparison(fs, Observed.of(fs), state.rules(), newest, true);
        return comparison.with(Expected.of(state.nodes())).stream().findFirst().map(Difference::toString);
    }
}
