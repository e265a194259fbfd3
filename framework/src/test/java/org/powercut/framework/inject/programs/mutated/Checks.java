package org.powercut.framework.inject.programs.mutated;

/** Compares sums in the ways that there are. */
public final class Checks {
    private final int sum;

    public Checks(int sum) {
        this.sum = sum;
    }

    public boolean fits(int stored) {
        return stored == sum();
    }

    public boolean misfits(int stored) {
        if (stored != sum()) {
            return true;
        }
        return false;
    }

    public boolean fitsLong(long stored) {
        return stored == sumLong();
    }

    public int masked() {
        return sum() & 7;
    }

    public boolean fits2(int stored) {
        require();
        return sum() == stored;
    }

    private void require() {}

    private int sum() {
        return sum;
    }

    private long sumLong() {
        return sum;
    }
}
