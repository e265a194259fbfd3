package org.powercut.framework.engine;

import java.util.function.Supplier;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.inject.TracedDevice;

/** Writes what a workload tells onto the tape of its device. */
record DeviceMilestones(TracedDevice device) implements Milestones {

    @Override
    public void mark(String name) {
        device.milestone(named("a milestone", name));
    }

    @Override
    public <T> T operation(String name, Supplier<T> step) {
        device.operationBegin(named("an operation", name));
        try {
            return step.get();
        } finally {
            device.operationEnd();
        }
    }

    private static String named(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(what + " needs a name that is not blank");
        }
        return name;
    }
}
