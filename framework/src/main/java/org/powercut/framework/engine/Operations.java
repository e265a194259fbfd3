package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.powercut.framework.inject.TracedDevice;

/**
 * Runs steps between the marks of an operation. Operations that change something and give nothing back are numbered, and
 * can be left out: a workload goes on without them as well as it can. Those that make something durable stay: without them
 * nothing is promised that a test could ask for.
 */
final class Operations {
    /** Nobody leaves operations out of longer workloads one by one. */
    private static final int MOST_NAMES = 10_000;

    private final TracedDevice device;
    private final Set<Integer> omitted;
    private final List<String> changes = new ArrayList<>();
    private int asked;

    /** @param omitted the numbers of operations to leave out, from 0 */
    Operations(TracedDevice device, List<Integer> omitted) {
        this.device = device;
        this.omitted = Set.copyOf(omitted);
    }

    /** Leaves nothing out. */
    static Operations all(TracedDevice device) {
        return new Operations(device, List.of());
    }

    TracedDevice device() {
        return device;
    }

    /** The names of the first operations that can be left out, by number; those that were left out too. */
    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    /** An operation that can be left out. */
    void change(String name, Runnable step) {
        if (!omitted.contains(number(name))) {
            run(name, step);
        }
    }

    private synchronized int number(String name) {
        if (asked < MOST_NAMES) {
            changes.add(name);
        }
        return asked++;
    }

    void run(String name, Runnable step) {
        device.operationBegin(name);
        try {
            step.run();
        } finally {
            device.operationEnd();
        }
    }

    <T> T get(String name, Supplier<T> step) {
        device.operationBegin(name);
        try {
            return step.get();
        } finally {
            device.operationEnd();
        }
    }
}
