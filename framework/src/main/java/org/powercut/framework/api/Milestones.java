package org.powercut.framework.api;

import java.util.function.Supplier;
import org.apiguardian.api.API;

/**
 * What a workload tells the world. A milestone is a moment after which something is promised: the client got its answer.
 * The power is cut right after each one too, and checks ask for it with {@link Crash#reached}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Milestones {

    /**
     * Marks that a milestone is reached. The same name may be marked again; {@link Crash#times} counts.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    void mark(String name);

    /**
     * Runs a step of the workload as a named operation, for reports and for faults aimed at operations. Operations of
     * the workload's {@code DaxFileSystem} are named without this.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    default void operation(String name, Runnable step) {
        operation(name, () -> {
            step.run();
            return name;
        });
    }

    /** As above, for a step that gives a result. */
    <T> T operation(String name, Supplier<T> step);
}
