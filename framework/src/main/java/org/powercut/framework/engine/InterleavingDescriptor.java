package org.powercut.framework.engine;

import java.util.List;
import java.util.Set;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.hierarchical.Node;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;

/** A failing interleaving in the test tree, below the crash test that it belongs to. It always fails. */
final class InterleavingDescriptor extends AbstractTestDescriptor implements Node<Session> {
    static final String SEGMENT = "interleaving";

    private final CrashTestCase test;
    private final int number;
    private final Finding finding;

    /** @param number of the interleaving among those of the test, from 1 */
    InterleavingDescriptor(UniqueId parent, CrashTestCase test, int number, Finding finding) {
        super(
                parent.append(SEGMENT, Integer.toString(number)),
                displayName(number, finding),
                VariantDescriptor.source(test));
        this.test = test;
        this.number = number;
        this.finding = finding;
    }

    @Override
    public Set<TestTag> getTags() {
        return test.workload().tags();
    }

    /** {@code rename(dax-fs, ADR, interleaving 1)}. */
    @Override
    public String getLegacyReportingName() {
        return test.workload().name() + "(" + test.variant().displayName() + ", interleaving " + number + ")";
    }

    @Override
    public Type getType() {
        return Type.TEST;
    }

    @Override
    public Session execute(Session session, DynamicTestExecutor children) {
        String text = new FailureText(test.info(), finding).text();
        CrashTestFailure failure = new CrashTestFailure(text, finding.failure());
        try {
            session.listeners().finding(test.info(), finding, getUniqueId().toString());
        } catch (RuntimeException | Error listener) {
            failure.addSuppressed(listener);
        }
        if (finding.failureClass() == FailureClass.FRAMEWORK_ERROR) {
            throw new BrokenCrashTestException(text, failure);
        }
        throw failure;
    }

    private static String displayName(int number, Finding finding) {
        String name = "interleaving " + number + ": " + finding.failureClass().title();
        List<String> sites = finding.lost().stream()
                .map(store -> store.site().name())
                .distinct()
                .toList();
        if (sites.isEmpty()) {
            return name;
        }
        String others = sites.size() == 1 ? "" : " and " + (sites.size() - 1) + " more";
        return name + ", lost " + sites.getFirst() + others;
    }
}
