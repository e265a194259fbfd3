package org.powercut.framework.explore;

import java.util.List;

/**
 * What is left out of a test so that a finding is small, and that the finding does not need. A token holds it, since the
 * interleaving is one of the test without it.
 *
 * @param operations of the workload, by number from 0 in the order in which they were asked for, ascending
 * @param faults of the test's plan, by number from 0, ascending
 */
public record Omission(List<Integer> operations, List<Integer> faults) {
    private static final Omission NOTHING = new Omission(List.of(), List.of());

    /** @throws IllegalArgumentException if the numbers are not ascending from 0 */
    public Omission {
        operations = ascending(operations);
        faults = ascending(faults);
    }

    /** The whole test. */
    public static Omission nothing() {
        return NOTHING;
    }

    public boolean isNothing() {
        return operations.isEmpty() && faults.isEmpty();
    }

    private static List<Integer> ascending(List<Integer> numbers) {
        int previous = -1;
        for (int number : numbers) {
            if (number <= previous) {
                throw new IllegalArgumentException("numbers ascend from 0, but " + number + " follows " + previous);
            }
            previous = number;
        }
        return List.copyOf(numbers);
    }
}
