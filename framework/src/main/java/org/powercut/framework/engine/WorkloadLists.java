package org.powercut.framework.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.powercut.daxfs.Capability;
import org.powercut.framework.generate.WorkloadChoice;
import org.powercut.framework.generate.Workloads;

/** The lists of generated workloads, each made once for all tests of a run: to find out which of seq-2 can happen takes seconds. */
final class WorkloadLists {
    private final Map<Key, Workloads> known = new ConcurrentHashMap<>();

    private record Key(WorkloadChoice choice, Set<Capability> capabilities, long seed) {}

    /** The workloads of a choice for a file system with these capabilities. */
    Workloads get(WorkloadChoice choice, Set<Capability> capabilities, long seed) {
        return known.computeIfAbsent(
                new Key(choice, Set.copyOf(capabilities), seed),
                key -> key.choice().workloads(key.capabilities(), key.seed()));
    }
}
