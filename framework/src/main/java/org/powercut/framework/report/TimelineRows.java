package org.powercut.framework.report;

import java.util.ArrayList;
import java.util.List;
import org.powercut.framework.explore.Evidence.TimelineEvent;
import org.powercut.framework.model.Site;

/** What timelines say of an event, the same in text and in pictures. */
final class TimelineRows {
    private static final String BREAK_AFTER = " /.,(=";

    private TimelineRows() {}

    /** The on-media name and the address, or nothing where an event is about no place. */
    static String place(TimelineEvent event) {
        if (event.address() < 0) {
            return "";
        }
        String address = "0x" + Long.toHexString(event.address());
        // a map without names calls every place by its address
        return event.field().isEmpty() || event.field().endsWith(address) ? address : event.field() + " " + address;
    }

    /** The site without its package: {@code Log.commit(Log.java:17)}; nothing for markers. */
    static String where(Site site) {
        if (site.number() == 0) {
            return "";
        }
        String full = site.toString();
        String className = site.className();
        return full.substring(className.lastIndexOf('.') + 1);
    }

    /** Text in pieces of at most {@code width} characters, broken where a reader would. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int cut = width;
            while (cut > width / 2 && BREAK_AFTER.indexOf(rest.charAt(cut - 1)) < 0) {
                cut--;
            }
            if (cut == width / 2) {
                cut = width;
            }
            lines.add(rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut);
        }
        lines.add(rest);
        return lines;
    }
}
