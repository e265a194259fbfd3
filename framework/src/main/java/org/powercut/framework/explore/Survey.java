package org.powercut.framework.explore;

import java.math.BigInteger;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.InFlight;

/**
 * What there is to explore, without exploring it.
 *
 * @param points the crash points of the trace
 * @param states the crash states of all points; equal ones of different points counted twice
 * @param means how they are chosen
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Survey(int[] points, BigInteger states, Means means) {

    static Survey of(Recording recording, ExploreSettings settings) {
        int[] points = CrashPoints.of(recording.trace(), settings.platform());
        Means means = new Means();
        BigInteger count = BigInteger.ZERO;
        TracedDevice device = TracedDevice.of(recording.initial(), recording.listed(), recording.latent());
        try {
            InFlight inFlight = new InFlight(
                    recording.trace(), settings.platform(), settings.compilerOrder(), new DeviceMedium(device));
            for (int point : points) {
                inFlight.advanceTo(point);
                CrashStates states = inFlight.states();
                StateSequence.of(states, settings, point, means);
                count = count.add(states.count());
            }
        } finally {
            device.release();
        }
        return new Survey(points, count, means);
    }
}
