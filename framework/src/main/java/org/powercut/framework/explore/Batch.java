package org.powercut.framework.explore;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.powercut.framework.model.OrderingUse;

/** What one worker found out about a crash point. */
final class Batch {
    /** Its place in the order of all. */
    final long number;

    final List<Finding> findings = new ArrayList<>();

    /** How the crash states were chosen, those of recovery too. */
    final Means means = new Means();

    /** What the flushes and fences of recovery were good for. */
    final OrderingUse uses = new OrderingUse();

    long explored;
    long duplicates;
    long nestedPoints;

    /** The images of its crash states, and of those in recovery. */
    BigInteger states = BigInteger.ZERO;

    Batch(long number) {
        this.number = number;
    }
}
