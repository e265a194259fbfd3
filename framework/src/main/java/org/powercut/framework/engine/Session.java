package org.powercut.framework.engine;

import java.util.Optional;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.hierarchical.EngineExecutionContext;

/**
 * What the tests of one execution share.
 *
 * @param configuration of the run
 * @param listeners who hear of crash tests
 * @param junit who hears of JUnit's tests
 * @param instruments the instrumented code under test
 * @param lists of generated workloads
 */
record Session(
        Configuration configuration,
        CrashTestListener listeners,
        EngineExecutionListener junit,
        Instruments instruments,
        WorkloadLists lists)
        implements EngineExecutionContext {

    /** Tells listeners that every crash test at or below a node was skipped. */
    void tellSkipped(TestDescriptor node, String reason) {
        if (node instanceof VariantDescriptor variant) {
            listeners.testSkipped(variant.test().info(), reason);
        }
        node.getChildren().forEach(child -> tellSkipped(child, reason));
    }

    Optional<Mutant> mutant() {
        return instruments.mutant();
    }
}
