package org.powercut.framework.generate;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;

/**
 * Which workloads to generate: all sequences of a length, a sample of them, or what a fuzzer makes.
 *
 * @param name {@code seq-1}, {@code seq-2}, {@code seq-3} or {@code fuzz}
 * @param sample how many sequences, chosen from the seed; 0 for all
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record WorkloadChoice(String name, long sample) {
    /** Workloads that a fuzzer makes. */
    public static final String FUZZ = "fuzz";

    /** Every name there is. */
    public static final List<String> NAMES = List.of("seq-1", "seq-2", "seq-3", FUZZ);

    private static final int LONGEST_WHOLE = 2;

    /** @throws IllegalArgumentException if there is no such choice; the message says what would be right */
    public WorkloadChoice {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' are no generated workloads; there are " + NAMES);
        }
        if (sample < 0) {
            throw new IllegalArgumentException("a sample of " + sample + " workloads; write 1 or more, or 0 for all");
        }
        if (sample > 0 && name.equals(FUZZ)) {
            throw new IllegalArgumentException("a fuzzer takes no sample; give it a budget of time or of states");
        }
        if (sample == 0 && length(name) > LONGEST_WHOLE) {
            throw new IllegalArgumentException(
                    name + " are too many to run all of them; give a sample, of 1000 workloads, say");
        }
    }

    /** Whether a fuzzer makes them. */
    public boolean isFuzz() {
        return name.equals(FUZZ);
    }

    /**
     * The workloads for a file system.
     *
     * @param seed what a sample is chosen from
     * @throws IllegalStateException if they are a fuzzer's, which has no list
     */
    public Workloads workloads(Set<Capability> capabilities, long seed) {
        if (isFuzz()) {
            throw new IllegalStateException("a fuzzer makes workloads one after the other");
        }
        return sample == 0
                ? Sequences.of(length(name), capabilities)
                : SampledSequences.of(length(name), sample, seed, capabilities);
    }

    private static int length(String name) {
        return name.equals(FUZZ) ? 0 : name.charAt(name.length() - 1) - '0';
    }

    @Override
    public String toString() {
        return sample == 0 ? name : name + " sample " + sample;
    }
}
