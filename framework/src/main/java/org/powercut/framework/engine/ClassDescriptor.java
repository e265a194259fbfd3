package org.powercut.framework.engine;

import java.util.Set;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.hierarchical.Node;

/** A crash test class in the test tree. */
final class ClassDescriptor extends AbstractTestDescriptor implements Node<Session> {
    static final String SEGMENT = "class";
    static final String NESTED_SEGMENT = "nested-class";

    private final TestClass testClass;

    ClassDescriptor(UniqueId uniqueId, TestClass testClass) {
        super(uniqueId, testClass.displayName(), ClassSource.from(testClass.type()));
        this.testClass = testClass;
    }

    TestClass testClass() {
        return testClass;
    }

    @Override
    public Set<TestTag> getTags() {
        return testClass.tags();
    }

    @Override
    public String getLegacyReportingName() {
        return testClass.type().getName();
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }

    /** Classes may run side by side, if the run wants that. */
    @Override
    public ExecutionMode getExecutionMode() {
        return ExecutionMode.CONCURRENT;
    }

    @Override
    public SkipResult shouldBeSkipped(Session session) {
        return testClass.disabled().map(SkipResult::skip).orElseGet(SkipResult::doNotSkip);
    }

    @Override
    public void nodeSkipped(Session session, TestDescriptor descriptor, SkipResult result) {
        session.tellSkipped(descriptor, result.getReason().orElse("skipped"));
    }
}
