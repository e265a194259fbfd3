package org.powercut.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.Search;

/** Crash states of a {@link Litmus} a second, by one worker: every image, and the exact search that must tell them apart. */
final class LitmusStates {
    private static final int[] LINES = {8, 12, 16, 18};
    private static final int ROUNDS = 9;
    private static final long LEAST_STATES = 1 << 18;

    void run() {
        System.out.println("lines | search | states | states/s (median of " + ROUNDS + " rounds)");
        for (Search search : Search.values()) {
            for (int lines : LINES) {
                Litmus litmus = new Litmus(lines);
                Recording recording = litmus.record();
                rate(litmus, recording, search);
                double[] rates = new double[ROUNDS];
                Arrays.setAll(rates, round -> rate(litmus, recording, search));
                Arrays.sort(rates);
                System.out.printf(
                        Locale.ROOT, "%d | %s | %,d | %,.0f%n", lines, search, 1L << lines, rates[ROUNDS / 2]);
            }
        }
    }

    /** States a second of exploring as often as makes enough states; making the device is a part of each time. */
    private static double rate(Litmus litmus, Recording recording, Search search) {
        long states = 0;
        long begin = System.nanoTime();
        while (states < LEAST_STATES) {
            Exploration exploration = litmus.explore(recording, search, 1);
            if (!exploration.findings().isEmpty() || !exploration.coverage().exhaustive()) {
                throw new IllegalStateException("the model leaves what it cannot: " + exploration);
            }
            states += exploration.coverage().explored();
        }
        return states * 1e9 / (System.nanoTime() - begin);
    }
}
