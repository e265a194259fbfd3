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

    @Override
    public Session before(Session session) {
        if (!getChildren().isEmpty()) {
            session.instruments().installFor(this);
        }
        return session;
    }
}
