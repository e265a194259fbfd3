package org.powercut.framework.trace;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.powercut.framework.explore.DeviceMedium;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.InFlight;
import org.powercut.framework.model.InFlightUnit;
import org.powercut.framework.model.Platform;

/**
 * What a trace has to explore, counted without running anything.
 *
 * @param crashPoints places to cut the power
 * @param states crash states of all of them
 * @param exact whether {@code states} is their number; if not, there are more
 * @param mostInFlight the most stores at one crash point that are not yet guaranteed
 * @param largest the crash points with the most states, in the order of the trace
 */
public record TraceSurvey(int crashPoints, BigInteger states, boolean exact, long mostInFlight, List<Point> largest) {
    private static final Comparator<Point> BY_STATES =
            Comparator.comparing(Point::states).thenComparing(Point::position, Comparator.reverseOrder());

    public TraceSurvey {
        largest = List.copyOf(largest);
    }

    /**
     * A place to cut the power.
     *
     * @param position before which event
     * @param inFlight stores that are not yet guaranteed
     * @param states crash states with distinct images
     * @param exact whether {@code states} is their number; if not, there are more
     */
    public record Point(int position, long inFlight, BigInteger states, boolean exact) {}

    /**
     * Goes through a trace once. Holds what is in flight at one point, and no more.
     *
     * @param shown how many of the largest points to tell
     */
    public static TraceSurvey of(TraceFile file, Platform platform, int shown) {
        Recording recording = file.recording();
        TracedDevice device = TracedDevice.of(recording.initial(), recording.listed(), recording.latent());
        try {
            InFlight inFlight =
                    new InFlight(recording.trace(), platform, file.compilerOrder(), new DeviceMedium(device));
            int[] positions = CrashPoints.of(recording.trace(), platform);
            BigInteger states = BigInteger.ZERO;
            boolean exact = true;
            long most = 0;
            PriorityQueue<Point> largest = new PriorityQueue<>(BY_STATES);
            for (int position : positions) {
                inFlight.advanceTo(position);
                Point point = point(position, inFlight.states());
                states = states.add(point.states());
                exact &= point.exact();
                most = Math.max(most, point.inFlight());
                largest.add(point);
                if (largest.size() > shown) {
                    largest.remove();
                }
            }
            return new TraceSurvey(
                    positions.length,
                    states,
                    exact,
                    most,
                    largest.stream()
                            .sorted(Comparator.comparingInt(Point::position))
                            .toList());
        } finally {
            device.release();
        }
    }

    private static Point point(int position, CrashStates states) {
        long stores = states.inFlight().stream()
                .mapToInt(InFlightUnit::event)
                .distinct()
                .count();
        return new Point(position, stores, states.count(), states.isComplete());
    }
}
