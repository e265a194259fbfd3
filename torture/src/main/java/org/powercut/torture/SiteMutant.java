package org.powercut.torture;

import java.util.List;
import java.util.Optional;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.PostponeFence;
import org.powercut.framework.inject.CallSite;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.model.Site;

/**
 * The code under test without one flush, fence, order, check or protection.
 *
 * @param kind what is missing
 * @param place where, such as {@code InodeLog.append:flush#0}
 * @param source the place with its package and line, as in a stack trace
 * @param reachedAt by what a test is known to execute the place
 * @param mutant what the engine plants
 */
record SiteMutant(MutationKind kind, String place, String source, Reached reachedAt, Mutant mutant) {

    /** Something that code executes: a site's instruction or a call. */
    sealed interface Reached {
        /** A flush or fence. */
        record Instruction(String className, String name) implements Reached {
            Instruction(Site site) {
                this(site.className(), site.name());
            }
        }

        /** Any call. */
        record Call(CallSite site) implements Reached {}
    }

    /** A mutant that lacks what a flush or fence does. */
    static SiteMutant ofSite(MutationKind kind, Site site) {
        String packageName = site.className().substring(0, site.className().lastIndexOf('.') + 1);
        Aim aim = Aim.at(packageName + site.name());
        Fault fault = switch (kind) {
            case FLUSH -> new DropFlush(aim);
            case FENCE -> new DropFence(aim);
            case ORDER -> new PostponeFence(aim);
            case CHECK, PROTECT -> throw new IllegalArgumentException(kind + " is no fault at the device");
        };
        String name = name(kind, site.name());
        return new SiteMutant(
                kind,
                site.name(),
                site.toString(),
                new Reached.Instruction(site),
                mutant(kind, name, FaultPlan.of(name, fault), List.of()));
    }

    /** A mutant that lacks what a call does. */
    static SiteMutant ofCall(MutationKind kind, CallSite call) {
        Mutation mutation = switch (call.use()) {
            case BOOLEAN ->
                kind == MutationKind.CHECK
                        ? new Mutation.ReplaceResult(
                                call.inClass(), call.inMethod(), call.called(), call.ordinal(), true)
                        : skipped(call);
            case COMPARED -> new Mutation.TakeAsEqual(call.inClass(), call.inMethod(), call.called(), call.ordinal());
            case NOTHING, OTHER -> skipped(call);
        };
        return new SiteMutant(
                kind,
                call.name(),
                call.inClass() + "." + call.inMethod() + ", line " + call.line(),
                new Reached.Call(call),
                mutant(kind, name(kind, call.name()), FaultPlan.none(), List.of(mutation)));
    }

    private static Mutation skipped(CallSite call) {
        return new Mutation.SkipCall(call.inClass(), call.inMethod(), call.called(), call.ordinal());
    }

    private static Mutant mutant(MutationKind kind, String name, FaultPlan faults, List<Mutation> mutations) {
        return new Mutant(
                name, kind.inWords(), kind.word(), List.of(), faults, mutations, Optional.empty(), Optional.empty());
    }

    private static String name(MutationKind kind, String place) {
        return kind.word() + "-" + place.replaceAll("[^A-Za-z0-9]+", "-");
    }
}
