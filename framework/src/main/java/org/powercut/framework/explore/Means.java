package org.powercut.framework.explore;

import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * By which means states were chosen, summed up over crash points; in words for {@link Coverage#means}, the strength of the covering array
 * first.
 */
final class Means {
    static final String ALL_BUT_ONE = "all-but-one";
    static final String ONLY_ONE = "only-one";

    private long everyState;
    private long sampled;
    private long random;
    private final Set<String> used = new TreeSet<>();
    private final Set<String> inPart = new TreeSet<>();

    void everyState() {
        everyState++;
    }

    void sampled() {
        sampled++;
    }

    void used(String kind) {
        used.add(kind);
    }

    void inPart(String kind) {
        inPart.add(kind);
    }

    void random(int states) {
        random += states;
    }

    void add(Means other) {
        everyState += other.everyState;
        sampled += other.sampled;
        random += other.random;
        used.addAll(other.used);
        inPart.addAll(other.inPart);
    }

    boolean isExhaustive() {
        return sampled == 0;
    }

    @Override
    public String toString() {
        if (isExhaustive()) {
            return "exhaustive";
        }
        StringJoiner text = new StringJoiner(", ");
        Iterator<String> kinds = used.iterator();
        // the covering array, since its name begins with a digit
        String first = inWords(kinds.next());
        text.add(
                everyState == 0
                        ? first
                        : String.format(
                                Locale.ROOT,
                                "%s (exhaustive at %,d of %,d crash points)",
                                first,
                                everyState,
                                everyState + sampled));
        kinds.forEachRemaining(kind -> text.add(inWords(kind)));
        if (random > 0) {
            text.add(String.format(Locale.ROOT, "%,d random", random));
        }
        return text.toString();
    }

    private String inWords(String kind) {
        return inPart.contains(kind) ? kind + " in part" : kind;
    }
}
