package org.powercut.suites.corpus;

import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.testkit.History;

/**
 * A few operations on a durable tree. What is promised: each operation is all or nothing, and durable when it returns, under
 * the WEAK contract with the next sync.
 */
@Tag("corpus")
@Explore(states = 20_000, budget = "10s", randomStates = 64, nested = 0)
abstract class SmallWorkload {
    private final History history;

    /** @param history the tree before the workload, and after each of its operations */
    SmallWorkload(History history) {
        this.history = history;
    }

    @Prepare
    void tree(DaxFileSystem fs) {
        history.first().create(fs);
    }

    @Verify
    void oldXorNew(DaxFileSystem fs, Crash crash) {
        history.verify(fs, crash);
    }
}
