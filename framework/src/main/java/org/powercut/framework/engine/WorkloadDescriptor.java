package org.powercut.framework.engine;

import java.util.Set;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.hierarchical.Node;

/** A workload method in the test tree; the tests are below it. */
final class WorkloadDescriptor extends AbstractTestDescriptor implements Node<Session> {
    static final String SEGMENT = "workload";

    private final TestClass testClass;
    private final WorkloadCase workload;

    WorkloadDescriptor(UniqueId uniqueId, TestClass testClass, WorkloadCase workload) {
        super(
                uniqueId,
                workload.displayName(),
                MethodSource.from(testClass.type(), workload.method().method()));
        this.testClass = testClass;
        this.workload = workload;
    }

    TestClass testClass() {
        return testClass;
    }

    WorkloadCase workload() {
        return workload;
    }

    @Override
    public Set<TestTag> getTags() {
        return workload.tags();
    }

    @Override
    public String getLegacyReportingName() {
        return workload.name() + "()";
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }

    @Override
    public SkipResult shouldBeSkipped(Session session) {
        return workload.disabled().map(SkipResult::skip).orElseGet(SkipResult::doNotSkip);
    }

    @Override
    public void nodeSkipped(Session session, TestDescriptor descriptor, SkipResult result) {
        session.tellSkipped(descriptor, result.getReason().orElse("skipped"));
    }
}
