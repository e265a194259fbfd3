package org.powercut.framework.explore;

import java.util.List;

/**
 * One power cut: where, and what it took.
 *
 * @param crashPoint position in the trace; the power was cut before the event of that number
 * @param lost which of the units in flight at that point did not reach the media, ascending; units are numbered from 0
 *     in the order in which they were stored
 */
public record Cut(int crashPoint, List<Integer> lost) {

    /** @throws IllegalArgumentException if the position is negative, or the units are not ascending from 0 */
    public Cut {
        lost = List.copyOf(lost);
        if (crashPoint < 0) {
            throw new IllegalArgumentException("a crash point is at least 0, not " + crashPoint);
        }
        int previous = -1;
        for (int unit : lost) {
            if (unit <= previous) {
                throw new IllegalArgumentException("lost units ascend from 0, but " + unit + " follows " + previous);
            }
            previous = unit;
        }
    }
}
