package org.powercut.framework.report;

import org.powercut.framework.explore.Evidence.Fate;

/**
 * How a fate is drawn, the same in every page: a letter, so that nobody depends on colours, a colour, and words.
 *
 * @param letter of one character
 * @param ink colour of the letter and its border
 * @param paper colour behind the letter
 * @param meaning for the legend
 */
record FateStyle(String letter, String ink, String paper, String meaning) {

    static FateStyle of(Fate fate) {
        return switch (fate) {
            case GUARANTEED -> new FateStyle("G", "#14532d", "#bbf7d0", "guaranteed: flushed and fenced");
            case PERSISTED -> new FateStyle("P", "#1e3a8a", "#bfdbfe", "in flight, persisted");
            case TORN -> new FateStyle("T", "#7c2d12", "#fed7aa", "in flight, torn");
            case LOST -> new FateStyle("L", "#7f1d1d", "#fecaca", "in flight, lost");
            case NONE -> new FateStyle("·", "#475569", "#f1f5f9", "nothing to lose");
        };
    }
}
