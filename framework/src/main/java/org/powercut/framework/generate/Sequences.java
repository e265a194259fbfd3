package org.powercut.framework.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.powercut.daxfs.Capability;

/**
 * Every sequence of so many letters of the {@link Alphabet}, each made durable in every way that is looked at, as numbered
 * workloads: sequences in the order of their letters, and the ways of one sequence side by side. Left out is what cannot
 * happen and what differs from another one in nothing but free names.
 */
final class Sequences implements Workloads {
    private final Places places;
    private final List<int[]> sequences;

    /** Number of the first workload of each sequence, and at last of all. */
    private final long[] first;

    private Sequences(Places places, List<int[]> sequences) {
        this.places = places;
        this.sequences = sequences;
        this.first = new long[sequences.size() + 1];
        for (int i = 0; i < sequences.size(); i++) {
            first[i + 1] = first[i] + places.ways(sequences.get(i));
        }
    }

    /** All sequences of a length. */
    static Sequences of(int length, Set<Capability> capabilities) {
        Places places = new Places(Alphabet.of(capabilities), length);
        Possible possible = new Possible(capabilities);
        List<int[]> sequences = new ArrayList<>();
        Set<Steps> known = new HashSet<>();
        int[] letters = new int[length];
        do {
            // letters that differ in what they need alone are the same once another one needs that too
            Steps steps = places.steps(letters, 0);
            if (places.isCanonical(letters) && possible.canHappen(steps) && known.add(steps)) {
                sequences.add(letters.clone());
            }
        } while (advance(letters, places.letters()));
        return new Sequences(places, sequences);
    }

    private static boolean advance(int[] letters, int size) {
        for (int place = letters.length - 1; place >= 0; place--) {
            if (++letters[place] < size) {
                return true;
            }
            letters[place] = 0;
        }
        return false;
    }

    @Override
    public long size() {
        return first[sequences.size()];
    }

    @Override
    public Steps get(long number) {
        int at = Arrays.binarySearch(first, number);
        int sequence = at >= 0 ? at : -at - 2;
        return places.steps(sequences.get(sequence), (int) (number - first[sequence]));
    }
}
