package org.powercut.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.powercut.daxfs.Contract;
import org.powercut.framework.explore.Coverage;

/**
 * What a second worker adds: {@link ReplaceDocuments} with 10 operations, explored by one and by two in turns, so that both
 * have the same machine.
 */
final class Scaling {
    private static final long DEVICE_SIZE = 2 << 20;
    private static final long STATES_PER_POINT = 4096;
    private static final int RANDOM_STATES = 4096;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 7;

    void run() {
        Exploring exploring = new Exploring(new ReplaceDocuments(10, Contract.STRONG), DEVICE_SIZE);
        double[] one = new double[ROUNDS];
        double[] two = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double[] rates = {rate(exploring, 1), rate(exploring, 2)};
            System.out.printf(
                    Locale.ROOT,
                    "%s: 1 worker %,.0f states/s, 2 workers %,.0f, factor %.2f%n",
                    round < 0 ? "warm-up" : "round " + (round + 1),
                    rates[0],
                    rates[1],
                    rates[1] / rates[0]);
            if (round >= 0) {
                one[round] = rates[0];
                two[round] = rates[1];
            }
        }
        System.out.printf(
                Locale.ROOT,
                "median: 1 worker %,.0f states/s, 2 workers %,.0f, factor %.2f%n",
                median(one),
                median(two),
                median(two) / median(one));
    }

    private static double rate(Exploring exploring, int workers) {
        long begin = System.nanoTime();
        Coverage coverage = exploring.run(Work.VERIFY, workers, STATES_PER_POINT, RANDOM_STATES, more -> {});
        return coverage.explored() * 1e9 / (System.nanoTime() - begin);
    }

    private static double median(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
