package org.powercut.framework.fault;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.SiteTable;

/**
 * The faults of one test run, with a name that goes into test ids and reports. Immutable; {@link #arm} makes what a
 * device acts on.
 *
 * @param name short, stable, without blanks or slashes: {@code drop-commit-fence}
 * @param faults struck in this order where several strike the same instruction
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FaultPlan(String name, List<Fault> faults) {
    private static final FaultPlan NONE = new FaultPlan("none", List.of());

    public FaultPlan {
        if (!name.matches("[A-Za-z0-9._+-]+")) {
            throw new IllegalArgumentException(
                    "a fault plan's name is made of letters, digits and . _ + -, not '" + name + "'");
        }
        faults = List.copyOf(faults);
    }

    /** Nothing goes wrong but the power. */
    public static FaultPlan none() {
        return NONE;
    }

    /** A plan of these faults. */
    public static FaultPlan of(String name, Fault... faults) {
        return new FaultPlan(name, List.of(faults));
    }

    public boolean isEmpty() {
        return faults.isEmpty();
    }

    /** In words: {@code drop flush at InodeLog.commitTail:flush#0, every time; drop fence ...}. */
    public String description() {
        return isEmpty() ? "no faults" : faults.stream().map(Fault::toString).collect(Collectors.joining("; "));
    }

    /**
     * Makes the plan ready for one device.
     *
     * @param sites the sites of this build
     * @param names the device's media map, asked for at each access that a field must be known of
     * @param seed what chances are drawn from
     * @throws UnmatchedAimException if an aim names a site that this build does not have, or one that issues nothing
     *     the fault strikes
     */
    public ArmedFaults arm(SiteTable sites, Supplier<MediaMap> names, long seed) {
        return new ArmedFaults(this, sites, names, seed);
    }

    @Override
    public String toString() {
        return name;
    }
}
