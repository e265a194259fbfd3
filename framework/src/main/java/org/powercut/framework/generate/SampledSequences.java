package org.powercut.framework.generate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.powercut.daxfs.Capability;

/** Some of the sequences of a length that is too long for all, chosen evenly from a seed; each once. */
record SampledSequences(List<Steps> chosen) implements Workloads {
    /** So often in a row nothing new came: then there is nothing left. */
    private static final int MOST_MISSES = 100_000;

    SampledSequences {
        chosen = List.copyOf(chosen);
    }

    /** At most so many of a length; fewer if there are no more. */
    static SampledSequences of(int length, long sample, long seed, Set<Capability> capabilities) {
        Places places = new Places(Alphabet.of(capabilities), length);
        Possible possible = new Possible(capabilities);
        SplittableRandom random = new SplittableRandom(seed);
        Set<Steps> chosen = new LinkedHashSet<>();
        int misses = 0;
        while (chosen.size() < sample && misses < MOST_MISSES) {
            int[] letters = random.ints(length, 0, places.letters()).toArray();
            Steps steps = places.steps(letters, random.nextInt(places.ways(letters)));
            boolean isNew = places.isCanonical(letters) && possible.canHappen(steps) && chosen.add(steps);
            misses = isNew ? 0 : misses + 1;
        }
        return new SampledSequences(List.copyOf(chosen));
    }

    @Override
    public long size() {
        return chosen.size();
    }

    @Override
    public Steps get(long number) {
        return chosen.get(Math.toIntExact(number));
    }
}
