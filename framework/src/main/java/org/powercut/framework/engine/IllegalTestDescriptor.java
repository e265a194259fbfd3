package org.powercut.framework.engine;

import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.hierarchical.Node;

/** Stands in the test tree for the tests of a class that is no valid crash test, and fails with the reasons. */
final class IllegalTestDescriptor extends AbstractTestDescriptor implements Node<Session> {
    static final String SEGMENT = "illegal";
    static final String VALUE = "crash-test";

    private final TestClass testClass;

    IllegalTestDescriptor(UniqueId uniqueId, TestClass testClass) {
        super(uniqueId, "is a valid crash test", ClassSource.from(testClass.type()));
        this.testClass = testClass;
    }

    @Override
    public Type getType() {
        return Type.TEST;
    }

    @Override
    public Session execute(Session session, DynamicTestExecutor children) {
        throw new BrokenCrashTestException(reasons(), null);
    }

    /** Everything that is wrong with the class, each with what would be right. */
    String reasons() {
        StringBuilder text =
                new StringBuilder().append(testClass.type().getName()).append(" is no valid crash test");
        testClass.problems().forEach(problem -> text.append("\n  - ").append(problem));
        return text.toString();
    }
}
