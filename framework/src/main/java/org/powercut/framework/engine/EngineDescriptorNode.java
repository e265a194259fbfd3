package org.powercut.framework.engine;

import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.hierarchical.Node;

/** The root of the test tree; knows the configuration that it was discovered with. */
final class EngineDescriptorNode extends EngineDescriptor implements Node<Session> {
    private final Configuration configuration;

    EngineDescriptorNode(UniqueId uniqueId, Configuration configuration) {
        super(uniqueId, "Powercut");
        this.configuration = configuration;
    }

    Configuration configuration() {
        return configuration;
    }

    /** Everything runs on instrumented code. */
    @Override
    public void around(Session session, Invocation<Session> invocation) throws Exception {
        if (getChildren().isEmpty()) {
            invocation.invoke(session);
            return;
        }
        Instruments.Planted planted = session.instruments().plantFor(this);
        try {
            invocation.invoke(session);
        } finally {
            planted.close();
        }
    }
}
