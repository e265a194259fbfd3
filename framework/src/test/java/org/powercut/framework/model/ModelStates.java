package org.powercut.framework.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every crash image that the model has, multiplied out. */
public final class ModelStates {
    private ModelStates() {}

    /** The images at one position of a trace on a device of zeros: words that are not zero, by address. */
    static Set<Map<Long, Long>> images(Trace trace, Platform platform, CompilerOrder order, int position) {
        MapMedium medium = new MapMedium();
        InFlight inFlight = new InFlight(trace, platform, order, medium);
        inFlight.advanceTo(position);
        return images(inFlight.states(), medium);
    }

    /** The images at every position. */
    public static List<Set<Map<Long, Long>>> images(Trace trace, Platform platform, CompilerOrder order) {
        MapMedium medium = new MapMedium();
        InFlight inFlight = new InFlight(trace, platform, order, medium);
        List<Set<Map<Long, Long>>> all = new ArrayList<>();
        for (int position = 0; position <= trace.size(); position++) {
            inFlight.advanceTo(position);
            all.add(images(inFlight.states(), medium));
        }
        return all;
    }

    static Set<Map<Long, Long>> images(CrashStates states, MapMedium visible) {
        Set<Map<Long, Long>> images = new HashSet<>();
        int[] choice = new int[states.factors()];
        while (true) {
            MapMedium image = visible.copy();
            for (int factor = 0; factor < choice.length; factor++) {
                states.write(factor, choice[factor], image);
            }
            images.add(new TreeMap<>(image.words()));
            int factor = 0;
            while (factor < choice.length && ++choice[factor] == states.variants(factor)) {
                choice[factor++] = 0;
            }
            if (factor == choice.length) {
                return images;
            }
        }
    }
}
