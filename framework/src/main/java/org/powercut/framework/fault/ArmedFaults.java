package org.powercut.framework.fault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.SiteTable;
import org.powercut.pmem.UnsafeShutdowns;

/**
 * A fault plan at work on one device: it counts executions and says which faults strike an instruction. Used by one
 * thread at a time. What happened depends only on the plan, the seed, the instructions since {@link #enter} and the
 * phase, so each crash state is struck alike.
 */
public final class ArmedFaults {
    private final FaultPlan plan;
    private final List<ArmedFault> armed = new ArrayList<>();
    private final Supplier<MediaMap> names;
    private final long seed;
    private Phase phase = Phase.PREPARE;
    private boolean asking;

    ArmedFaults(FaultPlan plan, SiteTable sites, Supplier<MediaMap> names, long seed) {
        this.plan = plan;
        this.names = names;
        this.seed = seed;
        SiteMatcher matcher = new SiteMatcher(sites);
        for (Fault fault : plan.faults()) {
            armed.add(new ArmedFault(fault, matcher.match(fault)));
        }
        enter(Phase.PREPARE);
    }

    public FaultPlan plan() {
        return plan;
    }

    /** Begins a phase, or the same one again for the next crash state: executions and chances start anew. */
    public void enter(Phase next) {
        phase = next;
        for (int i = 0; i < armed.size(); i++) {
            armed.get(i).restart(seed + i);
        }
    }

    /**
     * The faults that strike an instruction that is about to be executed, in the plan's order.
     *
     * @param site number of the site
     * @param address first byte on the device
     * @param length bytes, 0 for a fence
     * @param operations the operations that the thread is in, outermost first
     */
    public List<Fault> striking(Instruction instruction, int site, long address, long length, List<String> operations) {
        if (asking) {
            // a media map may look at the device itself
            return List.of();
        }
        List<Fault> striking = List.of();
        asking = true;
        try {
            for (ArmedFault fault : armed) {
                if (fault.strikes(phase, instruction, site, address, length, operations, names)) {
                    striking = striking.isEmpty() ? new ArrayList<>() : striking;
                    striking.add(fault.fault());
                }
            }
        } finally {
            asking = false;
        }
        return striking;
    }

    /** How many unsafe shutdowns the device tells of at this moment; empty if no fault of the plan makes it count them. */
    public Optional<UnsafeShutdowns> unsafeShutdowns() {
        return armed.stream()
                .map(fault -> fault.unsafeShutdowns(phase))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** How often each fault of the plan struck since it was armed, over all phases and crash states. */
    public List<Long> strikes() {
        return armed.stream().map(ArmedFault::strikes).toList();
    }

    /**
     * The faults of a plan that struck on none of the devices it was armed for: a test of them shows nothing.
     *
     * @param devices the same plan, armed for each device
     */
    public static List<Fault> neverStruck(Collection<ArmedFaults> devices) {
        List<Fault> never = new ArrayList<>();
        for (ArmedFaults first : devices.stream().limit(1).toList()) {
            for (int i = 0; i < first.armed.size(); i++) {
                int index = i;
                if (devices.stream().allMatch(device -> device.armed.get(index).strikes() == 0)) {
                    never.add(first.armed.get(i).fault());
                }
            }
        }
        return never;
    }
}
