package org.powercut.framework.inject.programs.mutated;

/** Counts. */
final class Tally {
    private int size;

    void add() {
        size++;
    }

    int add(int more) {
        size += more;
        return size;
    }

    int size() {
        return size;
    }
}
