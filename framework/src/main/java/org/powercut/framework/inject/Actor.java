package org.powercut.framework.inject;

import java.util.ArrayList;
import java.util.List;

/** What a device knows of one thread: its number, the operations it is in, and what a fault made it postpone. */
final class Actor {
    final int number;
    final List<String> operations = new ArrayList<>();
    final List<Postponed> postponed = new ArrayList<>();

    Actor(int number) {
        this.number = number;
    }
}
