package org.powercut.framework.trace;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.InFlight;
import org.powercut.framework.model.InFlightUnit;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Medium;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.Trace;

/** Counts what a trace has to explore, without running anything. */
public final class TraceSurvey {
    private TraceSurvey() {}

    /**
     * A place to cut the power.
     *
     * @param position before which event
     * @param inFlight stores that are not yet guaranteed
     * @param states crash states with distinct images
     * @param exact whether {@code states} is their number; if not, there are more
     */
    public record Point(int position, long inFlight, BigInteger states, boolean exact) {}

    /** Every crash point of a trace. */
    public static List<Point> of(TraceFile file, Platform platform) {
        Trace trace = file.recording().trace();
        InFlight inFlight = new InFlight(
                trace,
                platform,
                file.compilerOrder(),
                new Overlay(file.recording().initial()));
        List<Point> points = new ArrayList<>();
        for (int position : CrashPoints.of(trace, platform)) {
            inFlight.advanceTo(position);
            CrashStates states = inFlight.states();
            long stores = states.inFlight().stream()
                    .mapToInt(InFlightUnit::event)
                    .distinct()
                    .count();
            points.add(new Point(position, stores, states.count(), states.isComplete()));
        }
        return points;
    }

    /** An image, and the words that were changed since. */
    private record Overlay(DeviceImage image, Map<Long, Long> words) implements Medium {
        Overlay(DeviceImage image) {
            this(image, new HashMap<>());
        }

        @Override
        public long word(long address) {
            Long changed = words.get(address);
            if (changed != null) {
                return changed;
            }
            long word = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                word |= (image.at(address + i) & 0xffL) << (8 * i);
            }
            return word;
        }

        @Override
        public void set(long address, long value) {
            words.put(address, value);
        }

        @Override
        public void media(Kind kind, long address, long length) {
            if (kind == Kind.POISON_CLEARED) {
                for (long at = address; at < address + length; at += Long.BYTES) {
                    words.put(at, 0L);
                }
            }
        }
    }
}
