package org.powercut.framework.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;

/**
 * What a recorded workload did that another one may not have done: the sites that issued instructions, each with the site
 * before it, and the transitions of the media: which kinds of fields were stored between two fences, after which ones.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Features {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern FILE = Pattern.compile("\\[[^\\]]*\\]|\\+\\d+$");
    private static final int SITES = 1;
    private static final int TRANSITIONS = 2;

    private final Set<Long> found = new TreeSet<>();

    private Features() {}

    /**
     * The features of a trace, as numbers that mean the same in each run of one build.
     *
     * @param names the name of the field at an address of the device, such as {@code inode[7].log_tail}
     */
    public static Set<Long> of(Trace trace, LongFunction<String> names) {
        Features features = new Features();
        features.addSites(trace);
        features.addTransitions(trace, names);
        return features.found;
    }

    private void addSites(Trace trace) {
        int before = 0;
        for (int event = 0; event < trace.size(); event++) {
            Kind kind = trace.kind(event);
            if (kind.isStore() || kind.isFlush() || kind.isFence()) {
                int site = trace.site(event);
                found.add(feature(SITES, before, site));
                before = site;
            }
        }
    }

    private void addTransitions(Trace trace, LongFunction<String> names) {
        List<String> before = List.of();
        Set<String> now = new TreeSet<>();
        for (int event = 0; event < trace.size(); event++) {
            Kind kind = trace.kind(event);
            if (kind.isStore()) {
                now.add(kindOfField(names.apply(trace.address(event))));
            }
            if (kind.isFence() && !now.isEmpty()) {
                for (String to : now) {
                    before.forEach(from -> found.add(feature(TRANSITIONS, from.hashCode(), to.hashCode())));
                }
                before = new ArrayList<>(now);
                now.clear();
            }
        }
    }

    /** {@code log[inode 7] entry 3 (write).block} of any inode and entry is one kind. */
    private static String kindOfField(String name) {
        return NUMBER.matcher(FILE.matcher(name).replaceAll("")).replaceAll("n");
    }

    private static long feature(int kind, int from, int to) {
        long mixed = ((long) from << 32 | to & 0xffff_ffffL) * 0x9e3779b97f4a7c15L + kind;
        return (mixed ^ mixed >>> 31) * 0xbf58476d1ce4e5b9L;
    }
}
