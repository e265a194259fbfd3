package org.powercut.framework.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits units into factors: two belong together if they touch one word, or if the order of persisting ties them. Units
 * are joined into sets of a union-find forest.
 */
final class Factors {
    private final List<Unit> units;
    private final boolean acrossLines;
    private final int[] parent;

    /** @param units all units of some lines, ascending by number */
    private Factors(List<Unit> units, boolean acrossLines) {
        this.units = units;
        this.acrossLines = acrossLines;
        this.parent = new int[units.size()];
        Arrays.setAll(parent, i -> i);
    }

    /** The factors of all units of some lines that have more than one variant. */
    static List<Factor> of(List<Unit> units, boolean acrossLines) {
        return new Factors(units, acrossLines).split();
    }

    private List<Factor> split() {
        joinByWord();
        joinByOrder();
        Map<Integer, List<Unit>> sets = new LinkedHashMap<>();
        for (int i = 0; i < parent.length; i++) {
            sets.computeIfAbsent(find(i), root -> new ArrayList<>(1)).add(units.get(i));
        }
        List<Factor> factors = new ArrayList<>(sets.size());
        for (List<Unit> set : sets.values()) {
            if (set.stream().anyMatch(unit -> !unit.guaranteed)) {
                Factor factor = set.size() == 1 ? Factor.of(set.getFirst()) : VariantSearch.of(set, acrossLines);
                if (factor.variants() > 1) {
                    factors.add(factor);
                }
            }
        }
        return factors;
    }

    private void joinByWord() {
        Map<Line, int[]> lastAt = new IdentityHashMap<>();
        for (int i = 0; i < parent.length; i++) {
            Unit unit = units.get(i);
            int[] last = lastAt.computeIfAbsent(unit.line, line -> {
                int[] none = new int[Line.WORDS];
                Arrays.fill(none, -1);
                return none;
            });
            for (int w = unit.firstWord(); w < unit.firstWord() + unit.wordCount(); w++) {
                if (last[w] >= 0) {
                    join(last[w], i);
                }
                last[w] = i;
            }
        }
    }

    /** Joins each unit with what it comes after. What an earlier one of its line comes after it need not be asked. */
    private void joinByOrder() {
        Map<Object, Chain> chains = new IdentityHashMap<>();
        for (int i = 0; i < parent.length; i++) {
            Unit unit = units.get(i);
            for (Barrier barrier : Needs.openBarriers(unit)) {
                Chain flushed = chains.get(scope(barrier.line));
                if (flushed != null) {
                    flushed.joinBefore(barrier.before);
                    join(flushed.ordered.getFirst(), i);
                }
            }
            if (unit.free) {
                continue;
            }
            Chain chain = chains.computeIfAbsent(scope(unit.line), line -> new Chain());
            if (!chain.ordered.isEmpty() && units.get(chain.ordered.getFirst()).number < unit.after) {
                chain.joinBefore(unit.after);
                join(chain.ordered.getFirst(), i);
            }
            if (unit.strict) {
                if (chain.lastStrict >= 0) {
                    join(chain.lastStrict, i);
                }
                chain.lastStrict = i;
            }
            chain.ordered.add(i);
        }
    }

    private Object scope(Line line) {
        return acrossLines ? this : line;
    }

    private void join(int a, int b) {
        parent[find(b)] = find(a);
    }

    private int find(int i) {
        int root = i;
        while (parent[root] != root) {
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }

    /** The ordered units of one line, or on EADR of all; a prefix of them is already joined. */
    private final class Chain {
        final List<Integer> ordered = new ArrayList<>();
        int joined;
        int lastStrict = -1;

        void joinBefore(long number) {
            while (joined < ordered.size() && units.get(ordered.get(joined)).number < number) {
                join(ordered.getFirst(), ordered.get(joined++));
            }
        }
    }
}
