package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.Omission;
import org.powercut.framework.fault.ArmedFaults;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.inject.SiteMarks;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;

/**
 * Arms a test's fault plan on each device that the test uses, for one phase at a time; knows what never struck, and which
 * flushes and fences each phase asked for.
 */
final class FaultSwitch {
    private final CrashTestCase test;
    private final SiteTable sites;
    private final FaultPlan plan;
    private final Map<TracedDevice, ArmedFaults> armed = new ConcurrentHashMap<>();
    private final Map<Phase, SiteMarks> marks = new EnumMap<>(Phase.class);

    /** @param mutant whose faults strike besides those of the test */
    FaultSwitch(CrashTestCase test, Optional<Mutant> mutant, SiteTable sites) {
        this(test, mutant, List.of(), Omission.nothing(), sites);
    }

    /**
     * @param mutant whose faults strike besides those of the test
     * @param added faults that strike besides those of both
     * @param omission says which faults of the test do not strike
     */
    FaultSwitch(CrashTestCase test, Optional<Mutant> mutant, List<Fault> added, Omission omission, SiteTable sites) {
        this.test = test;
        this.sites = sites;
        FaultPlan planted = mutant.map(Mutant::faults).orElse(FaultPlan.none());
        this.plan = plan(
                plan(without(omission, test.variant().faults()), planted),
                added.isEmpty() ? FaultPlan.none() : new FaultPlan("added", added));
        for (Phase phase : Phase.values()) {
            marks.put(phase, new SiteMarks(sites));
        }
    }

    /** From now on faults of the phase strike on the device. */
    void enter(TracedDevice device, Phase phase) {
        device.mark(marks.get(phase));
        if (!plan.isEmpty()) {
            ArmedFaults faults = armed.computeIfAbsent(device, this::arm);
            faults.enter(phase);
            device.arm(faults);
        }
    }

    /** No fault strikes on the device any more. */
    void leave(TracedDevice device) {
        device.disarm();
        device.mark(null);
    }

    /** The sites whose flushes and fences each phase asked for. */
    Map<Phase, List<Site>> executed() {
        Map<Phase, List<Site>> sites = new EnumMap<>(Phase.class);
        marks.forEach((phase, marked) -> sites.put(phase, marked.sites()));
        return sites;
    }

    /** Faults of the test that struck on no device at all. */
    List<Fault> neverStruck() {
        return ArmedFaults.neverStruck(armed.values()).stream()
                .filter(test.variant().faults().faults()::contains)
                .toList();
    }

    private ArmedFaults arm(TracedDevice device) {
        return plan.arm(sites, () -> names(device), test.settings().seed());
    }

    private static FaultPlan without(Omission omission, FaultPlan own) {
        if (omission.faults().isEmpty()) {
            return own;
        }
        List<Fault> left = new ArrayList<>();
        for (int i = 0; i < own.faults().size(); i++) {
            if (!omission.faults().contains(i)) {
                left.add(own.faults().get(i));
            }
        }
        return new FaultPlan(own.name(), left);
    }

    private static FaultPlan plan(FaultPlan own, FaultPlan planted) {
        if (own.isEmpty() || planted.isEmpty()) {
            return own.isEmpty() ? planted : own;
        }
        List<Fault> all = new ArrayList<>(own.faults());
        all.addAll(planted.faults());
        return new FaultPlan(own.name() + "+" + planted.name(), all);
    }

    private MediaMap names(TracedDevice device) {
        return test.variant()
                .provider()
                .map((DaxFileSystemProvider provider) -> provider.mediaMap(device))
                .orElseGet(MediaMap::unnamed);
    }
}
