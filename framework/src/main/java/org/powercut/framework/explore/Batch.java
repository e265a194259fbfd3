package org.powercut.framework.explore;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What one worker found out about a run of consecutive crash states. */
final class Batch {
    /** Its place in the order of all. */
    final long number;

    final List<Finding> findings = new ArrayList<>();

    /** How recovery's crash states were chosen. */
    final Means nestedMeans = new Means();

    long explored;
    long duplicates;
    long nestedPoints;
    BigInteger nestedStates = BigInteger.ZERO;

    Batch(long number) {
        this.number = number;
    }
}
