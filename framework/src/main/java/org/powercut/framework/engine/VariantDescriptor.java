package org.powercut.framework.engine;

import java.util.Set;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.hierarchical.Node;

/** A crash test in the test tree: one workload on one file system, platform and fault plan. */
final class VariantDescriptor extends AbstractTestDescriptor implements Node<Session> {
    static final String SEGMENT = "variant";

    private final CrashTestCase test;

    VariantDescriptor(UniqueId uniqueId, CrashTestCase test) {
        super(uniqueId, test.variant().displayName(), source(test));
        this.test = test;
    }

    CrashTestCase test() {
        return test;
    }

    @Override
    public Set<TestTag> getTags() {
        return test.workload().tags();
    }

    /** {@code rename(dax-fs, ADR)}: tools that know methods only keep the tests of a method apart by it. */
    @Override
    public String getLegacyReportingName() {
        return test.workload().name() + "(" + getDisplayName() + ")";
    }

    /** A test that gets tests below it, one for each failing interleaving. */
    @Override
    public Type getType() {
        return Type.CONTAINER_AND_TEST;
    }

    @Override
    public boolean mayRegisterTests() {
        return true;
    }

    @Override
    public SkipResult shouldBeSkipped(Session session) {
        return test.skip().map(SkipResult::skip).orElseGet(SkipResult::doNotSkip);
    }

    @Override
    public void nodeSkipped(Session session, TestDescriptor descriptor, SkipResult result) {
        session.tellSkipped(descriptor, result.getReason().orElse("skipped"));
    }

    @Override
    public Session execute(Session session, DynamicTestExecutor children) throws Exception {
        new CrashTestExecution(session, this, children).run();
        return session;
    }

    static MethodSource source(CrashTestCase test) {
        return MethodSource.from(test.code().type(), test.workload().method().method());
    }
}
