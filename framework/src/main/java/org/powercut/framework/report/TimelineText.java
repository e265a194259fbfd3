package org.powercut.framework.report;

import java.util.ArrayList;
import java.util.List;
import org.powercut.framework.explore.Evidence.TimelineEvent;

/**
 * The timeline of an interleaving as text for a terminal: one row per event, columns aligned, the fate as a letter, and
 * the power cut as a line. The same finding gives the same text, byte for byte.
 */
public final class TimelineText {
    private static final String CUT = "-----";

    private TimelineText() {}

    /**
     * The timeline, each row ending in a line feed.
     *
     * @param events rows, ascending by number
     * @param crashPoint the power was cut before the event of this number
     */
    public static String of(List<TimelineEvent> events, int crashPoint) {
        TextTable table = new TextTable("event", "thread", "fate", "what", "field", "site");
        boolean cut = false;
        int last = -1;
        for (TimelineEvent event : events) {
            if (!cut && event.event() >= crashPoint) {
                cut = true;
                table.line(CUT + " power cut before event " + crashPoint + " " + CUT);
            }
            if (last >= 0 && event.event() > last + 1) {
                table.line("...");
            }
            last = event.event();
            table.row(cells(event));
        }
        if (!cut) {
            table.line(CUT + " power cut before event " + crashPoint + " " + CUT);
        }
        return table + "fate: G guaranteed, P in flight and persisted, T torn, L lost\n";
    }

    private static List<String> cells(TimelineEvent event) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(event.event()));
        cells.add("T" + event.thread());
        cells.add(FateStyle.of(event.fate()).letter());
        cells.add(event.what());
        cells.add(TimelineRows.place(event));
        cells.add(TimelineRows.where(event.site()));
        return cells;
    }
}
