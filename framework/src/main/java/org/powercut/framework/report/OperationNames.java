package org.powercut.framework.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.powercut.framework.model.Trace;

/** The operations of a recorded workload, as a reader would write them down. */
public final class OperationNames {
    /** What only gets and gives back a file or the file system, or looks at one. */
    private static final Set<String> NO_CHANGE = Set.of(
            "mount",
            "unmount",
            "open",
            "openDirectory",
            "close",
            "stat",
            "lstat",
            "read",
            "readv",
            "readdir",
            "readlink",
            "statfs");

    private OperationNames() {}

    /**
     * The outermost operations that change something or make it durable, in order: {@code link(/a, /b)}, {@code
     * fsync(/a)}. Operations that open, close or look are left out.
     */
    public static List<String> changing(Trace trace) {
        List<String> names = new ArrayList<>();
        Map<Integer, Integer> depth = new HashMap<>();
        for (int event = 0; event < trace.size(); event++) {
            switch (trace.kind(event)) {
                case OPERATION_BEGIN -> {
                    String name = trace.text(event);
                    if (depth.merge(trace.thread(event), 1, Integer::sum) == 1 && changes(name)) {
                        names.add(name);
                    }
                }
                case OPERATION_END -> depth.merge(trace.thread(event), -1, Integer::sum);
                default -> {}
            }
        }
        return names;
    }

    private static boolean changes(String name) {
        int end = name.indexOf('(');
        return !NO_CHANGE.contains(end < 0 ? name : name.substring(0, end));
    }
}
