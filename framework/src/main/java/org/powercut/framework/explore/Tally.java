package org.powercut.framework.explore;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.powercut.framework.model.OrderingUse;

/**
 * Adds batches up in their own order, whichever worker finishes first, so that the sum does not depend on the workers;
 * says when enough was found.
 */
final class Tally {
    private final int maxFindings;
    private final long maxStates;
    private final Map<Long, Batch> waiting = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> signatures = new HashSet<>();
    private final Means means = new Means();
    private final OrderingUse uses = new OrderingUse();
    private long next;
    private boolean enough;
    private long explored;
    private long duplicates;
    private long nestedPoints;
    private BigInteger states = BigInteger.ZERO;

    Tally(ExploreSettings settings) {
        this.maxFindings = settings.maxFindings();
        this.maxStates = settings.maxStates();
    }

    /** Takes a batch; whether enough was found now. */
    synchronized boolean add(Batch batch) {
        waiting.put(batch.number, batch);
        for (Batch due = waiting.remove(next); due != null && !enough; due = waiting.remove(next)) {
            next++;
            sum(due);
        }
        return enough;
    }

    /** Sums up what waits for a batch that never comes, and adds what was found beside. */
    synchronized void close(List<Finding> others) {
        if (!enough) {
            waiting.values().stream()
                    .sorted((a, b) -> Long.compare(a.number, b.number))
                    .forEach(this::sum);
        }
        waiting.clear();
        others.forEach(this::add);
    }

    private void sum(Batch batch) {
        explored += batch.explored;
        duplicates += batch.duplicates;
        nestedPoints += batch.nestedPoints;
        states = states.add(batch.states);
        means.add(batch.means);
        uses.add(batch.uses);
        batch.findings.forEach(this::add);
        enough |= explored >= maxStates;
    }

    private void add(Finding finding) {
        if (findings.size() < maxFindings && signatures.add(finding.signature())) {
            findings.add(finding);
        }
        enough |= findings.size() >= maxFindings;
    }

    /** How many batches were added, in their order and without a gap. */
    synchronized long added() {
        return next;
    }

    synchronized List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What the flushes and fences of the recoveries were good for. */
    synchronized OrderingUse uses() {
        return uses;
    }

    /** @param complete whether nothing was cut short */
    synchronized Coverage coverage(Survey survey, boolean complete) {
        boolean exhaustive = complete && means.isExhaustive();
        BigInteger seen = BigInteger.valueOf(explored);
        String words = means.toString();
        if (!complete) {
            words = String.format(
                    Locale.ROOT,
                    "stopped early at crash point %,d of %,d: %s",
                    next,
                    survey.points().length,
                    means.isExhaustive() ? "in order" : words);
        }
        return new Coverage(
                survey.points().length + nestedPoints,
                explored,
                exhaustive ? seen : states.max(seen),
                duplicates,
                exhaustive,
                words);
    }
}
