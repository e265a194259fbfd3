package org.powercut.framework.inject;

import java.util.ArrayList;
import java.util.List;

/** What a device knows of one thread: its number, the operations it is in, and what a fault made it postpone. */
final class Actor {
    static final int NONE = -1;

    final int number;
    final List<String> operations = new ArrayList<>();
    final List<Postponed> postponed = new ArrayList<>();

    /** The site of a fence that waits for the next store, or {@link #NONE}. */
    int lateFence = NONE;

    Actor(int number) {
        this.number = number;
    }
}
