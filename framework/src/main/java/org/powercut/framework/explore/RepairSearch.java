package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.explore.Change.What;
import org.powercut.framework.fault.AddFence;
import org.powercut.framework.fault.AddFlush;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.Trace;

/**
 * Looks for the flush or fence that makes a finding go away, by trying: what the evidence suggests is patched into the code
 * under test, the smallest change first, and the test is recorded and explored anew. What still fails then says what
 * to add next, until nothing fails the same way; at last every change that is not needed is left out again.
 *
 * <p>A flush or fence more takes crash states away and adds none. So the search need not look at what held before the
 * finding, and whether anything helps at all shows in one attempt, with every store written back and fenced at once.
 */
public final class RepairSearch {
    /** Every store is written back and fenced at once: no repair by flushes and fences does more. */
    public static final List<Fault> STRONGEST = List.of(new AddFlush(Aim.anywhere()), AddFence.after(Aim.anywhere()));

    private static final int MOST_TRIES = 32;
    private static final int MOST_CHANGES = 8;

    private final Finding finding;
    private final Bench bench;
    private final Map<List<Change>, Coverage> coverage = new HashMap<>();
    private int tried;

    /** Where repairs are tried. */
    @FunctionalInterface
    public interface Bench {

        /**
         * Records the finding's test anew with more faults, and explores it from the finding's crash point on.
         *
         * @param added struck besides those of the test
         * @param reach how far
         */
        Exploration explore(List<Fault> added, Reach reach);
    }

    /** How much of a test a repair is tried on. */
    public enum Reach {
        /** The crash points around the finding's, for failures of its class. */
        NEAR,
        /** All crash points from the finding's on, for failures of its class. */
        REST,
        /** The whole test, for failures of any class. */
        WHOLE
    }

    /** @param finding a finding that was run again, so that it knows why its stores could be lost */
    public RepairSearch(Finding finding, Bench bench) {
        this.finding = finding;
        this.bench = bench;
    }

    /** Tries repairs. */
    public Repair search() {
        if (finding.lost().isEmpty()) {
            // with everything persisted it stays possible, whatever is flushed and fenced
            return new Repair.NoneHelps(0);
        }
        tried++;
        if (!holds(bench.explore(STRONGEST, Reach.NEAR))) {
            return new Repair.NoneHelps(tried);
        }
        List<Change> changes = grow();
        if (changes == null) {
            return new Repair.NotFound(tried);
        }
        List<Change> needed = withoutNeedless(changes);
        return new Repair.Verified(needed, moved(needed), tried, Objects.requireNonNull(coverage.get(needed)));
    }

    /** Adds changes until nothing fails the same way; null if that does not end. */
    private @Nullable List<Change> grow() {
        List<Change> changes = List.of();
        Finding failing = finding;
        Set<String> seen = new HashSet<>();
        while (failing != null && changes.size() < MOST_CHANGES && seen.add(failing.signature())) {
            List<Change> next = changes;
            Finding stillFailing = null;
            for (List<Change> more : candidates(failing)) {
                List<Change> all = union(changes, more);
                if (all.size() == changes.size() || tried == MOST_TRIES) {
                    continue;
                }
                Optional<Finding> left = attempt(all);
                if (left.isEmpty()) {
                    return all;
                }
                if (stillFailing == null && !seen.contains(left.get().signature())) {
                    next = all;
                    stillFailing = left.get();
                }
            }
            changes = next;
            failing = stillFailing;
        }
        return null;
    }

    /** What still fails the same way with these changes. */
    private Optional<Finding> attempt(List<Change> changes) {
        tried++;
        List<Fault> added = changes.stream().map(Change::fault).toList();
        Exploration near = bench.explore(added, Reach.NEAR);
        if (!holds(near)) {
            return Optional.of(near.findings().getFirst());
        }
        Exploration rest = bench.explore(added, Reach.REST);
        coverage.put(changes, rest.coverage());
        return rest.findings().stream().findFirst();
    }

    private List<Change> withoutNeedless(List<Change> changes) {
        return changes.size() == 1
                ? changes
                : DeltaDebugging.minimize(
                                changes,
                                fewer -> !fewer.isEmpty() && attempt(fewer).isEmpty(),
                                MOST_TRIES - tried)
                        .elements();
    }

    /** A flush or fence of the code that came too late, of the kind that was added, and that the test does not need now. */
    private Optional<Site> moved(List<Change> changes) {
        boolean flushes = changes.stream().anyMatch(change -> change.what() == What.FLUSH_AFTER);
        for (Exposure exposure : finding.exposures()) {
            Optional<Site> late = (flushes
                            ? exposure.flush().filter(step -> !exposure.isFlushedInTime())
                            : exposure.fence())
                    .map(Exposure.Step::site)
                    .filter(site -> site.number() != Site.UNINSTRUMENTED.number());
            if (late.isPresent()) {
                Aim aim = Aim.at(late.get().number());
                return late.filter(site -> holdsWithout(flushes ? new DropFlush(aim) : new DropFence(aim), changes));
            }
        }
        return Optional.empty();
    }

    private boolean holdsWithout(Fault dropped, List<Change> changes) {
        if (tried == MOST_TRIES) {
            return false;
        }
        tried++;
        List<Fault> added = new ArrayList<>(changes.stream().map(Change::fault).toList());
        added.add(dropped);
        Exploration whole = bench.explore(added, Reach.WHOLE);
        return holds(whole) && whole.coverage().exhaustive();
    }

    private static boolean holds(Exploration exploration) {
        return exploration.findings().isEmpty();
    }

    /** What could make a finding go away, the smallest changes first, and of these those that are executed least often. */
    private static List<List<Change>> candidates(Finding failing) {
        Trace trace = failing.evidence().trace();
        Set<List<Change>> all = new LinkedHashSet<>();
        for (Exposure exposure : failing.exposures()) {
            all.addAll(candidates(exposure));
        }
        return all.stream()
                .filter(changes -> changes.stream().allMatch(Change::isPossible))
                .sorted(Comparator.comparingInt((List<Change> changes) -> changes.size())
                        .thenComparingLong(changes -> changes.stream()
                                .mapToLong(change -> executions(trace, change.site()))
                                .sum()))
                .toList();
    }

    private static long executions(Trace trace, Site site) {
        return IntStream.range(0, trace.size())
                .filter(event -> trace.site(event) == site.number())
                .count();
    }

    private static List<List<Change>> candidates(Exposure exposure) {
        Optional<Change> fenceBefore = exposure.publisher().map(step -> new Change(What.FENCE_BEFORE, step.site(), ""));
        List<List<Change>> candidates = new ArrayList<>();
        if (exposure.isFlushedInTime()) {
            Exposure.Step completed = exposure.lastFlush().orElse(exposure.last());
            fenceBefore.ifPresent(fence -> candidates.add(List.of(fence)));
            candidates.add(List.of(new Change(What.FENCE_AFTER, completed.site(), "")));
            return candidates;
        }
        Site last = exposure.last().site();
        Change flush = new Change(What.FLUSH_AFTER, last, exposure.store().field());
        candidates.add(List.of(flush));
        fenceBefore.ifPresent(fence -> candidates.add(List.of(flush, fence)));
        candidates.add(List.of(flush, new Change(What.FENCE_AFTER, last, "")));
        return candidates;
    }

    private static List<Change> union(List<Change> changes, List<Change> more) {
        List<Change> all = new ArrayList<>(changes);
        more.stream()
                .filter(change -> all.stream().noneMatch(each -> each.fault().equals(change.fault())))
                .forEach(all::add);
        return List.copyOf(all);
    }
}
