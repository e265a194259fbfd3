package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing list small: leaves out runs of elements, all at first, then halves, quarters and at last single
 * elements, as long as what is left still fails. What comes out is 1-minimal, unless the tries ran out: no single element
 * can be left out of it.
 *
 * <p>After Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002), without the tries of single
 * parts: what fails in here, a crash state or a workload, seldom fails by a small part alone that removing does not find.
 */
public final class DeltaDebugging {
    private DeltaDebugging() {}

    /**
     * What is left of a list.
     *
     * @param elements those that the failure needs, in their order
     * @param tries how often it was tried whether fewer fail
     * @param minimal whether no single one can be left out; false if the tries ran out before that was known
     */
    public record Result<T>(List<T> elements, int tries, boolean minimal) {
        public Result {
            elements = List.copyOf(elements);
        }
    }

    /**
     * Shrinks a list that fails.
     *
     * @param failing not asked again whether it does
     * @param fails whether a list with some of the elements, in the same order, still fails; the same answer each time
     * @param mostTries how often {@code fails} may be asked
     * @throws IllegalArgumentException if {@code mostTries} is negative
     */
    public static <T> Result<T> minimize(List<T> failing, Predicate<? super List<T>> fails, int mostTries) {
        if (mostTries < 0) {
            throw new IllegalArgumentException("tries are 0 or more, not " + mostTries);
        }
        List<T> left = List.copyOf(failing);
        int tries = 0;
        int chunk = left.size();
        while (chunk > 0 && !left.isEmpty()) {
            int before = left.size();
            for (int from = 0; from < left.size(); ) {
                if (tries == mostTries) {
                    return new Result<>(left, tries, false);
                }
                tries++;
                List<T> fewer = without(left, from, chunk);
                if (fails.test(fewer)) {
                    left = fewer;
                } else {
                    from += chunk;
                }
            }
            // an element that was needed may not be any more, now that later ones are gone
            boolean again = chunk == 1 && left.size() < before;
            chunk = again ? 1 : Math.min(chunk / 2, left.size());
        }
        return new Result<>(left, tries, true);
    }

    private static <T> List<T> without(List<T> all, int from, int length) {
        List<T> fewer = new ArrayList<>(all.subList(0, from));
        fewer.addAll(all.subList(Math.min(all.size(), from + length), all.size()));
        return List.copyOf(fewer);
    }
}
