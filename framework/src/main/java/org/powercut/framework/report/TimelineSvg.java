package org.powercut.framework.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.powercut.framework.explore.Evidence.Fate;
import org.powercut.framework.explore.Evidence.TimelineEvent;

/**
 * Draws the timeline of an interleaving as a static picture: a lane for each thread, a mark for each event with its fate
 * as letter and colour, the event in words, its on-media field and its place in the source, and the power cut as a line.
 * Columns are as wide as their text, and long text is wrapped, so that nothing is clipped.
 */
final class TimelineSvg {
    private static final double CHAR = 7.9;
    private static final int LINE = 18;
    private static final int PAD = 6;
    private static final int MARGIN = 16;
    private static final int LANE = 30;
    private static final int WRAP = 48;
    private static final int WRAP_SITE = 80;
    private static final int NARROWEST = 990;
    private static final String CUT_COLOUR = "#b91c1c";
    private static final String FAINT = "#64748b";

    private final int crashPoint;
    private final List<Row> rows = new ArrayList<>();
    private final List<Integer> threads;
    private final List<String> heading = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();
    private int numberX;
    private int whatX;
    private int placeX;
    private int siteX;
    private int width;

    /** A row of the picture; without an event it stands for events that were left out. */
    private record Row(
            List<TimelineEvent> event, List<String> what, List<String> place, List<String> site, boolean afterCut) {
        int lines() {
            return Math.max(what.size(), Math.max(place.size(), site.size()));
        }

        int height() {
            return lines() * LINE + PAD;
        }
    }

    private TimelineSvg(String title, String subtitle, List<TimelineEvent> events, int crashPoint) {
        this.crashPoint = crashPoint;
        this.threads =
                events.stream().map(TimelineEvent::thread).distinct().sorted().toList();
        int last = -1;
        for (TimelineEvent event : events) {
            if (last >= 0 && event.event() > last + 1) {
                int left = event.event() - last - 1;
                String text = left + (left == 1 ? " event" : " events") + " left out";
                rows.add(new Row(List.of(), List.of(text), List.of(""), List.of(""), last + 1 >= crashPoint));
            }
            last = event.event();
            rows.add(new Row(
                    List.of(event),
                    TimelineRows.wrap(event.what(), WRAP),
                    TimelineRows.wrap(TimelineRows.place(event), WRAP),
                    TimelineRows.wrap(TimelineRows.where(event.site()), WRAP_SITE),
                    event.event() >= crashPoint));
        }
        layOut(title, subtitle);
    }

    /**
     * The picture as an SVG document.
     *
     * @param title what the picture is of
     * @param subtitle what went wrong
     * @param events rows, ascending by number
     * @param crashPoint the power was cut before the event of this number
     */
    static String of(String title, String subtitle, List<TimelineEvent> events, int crashPoint) {
        return new TimelineSvg(title, subtitle, events, crashPoint).draw();
    }

    private void layOut(String title, String subtitle) {
        numberX = MARGIN + chars(6);
        whatX = numberX + 12 + threads.size() * LANE + 8;
        placeX = whatX
                + chars(widest(rows.stream().flatMap(row -> row.what().stream()).toList(), "what") + 3);
        siteX = placeX
                + chars(widest(
                                rows.stream()
                                        .flatMap(row -> row.place().stream())
                                        .toList(),
                                "field")
                        + 3);
        int columns = siteX
                + chars(widest(rows.stream().flatMap(row -> row.site().stream()).toList(), "site"));
        width = Math.max(columns, NARROWEST) + MARGIN;
        int fits = (int) ((width - 2 * MARGIN) / CHAR);
        heading.addAll(TimelineRows.wrap(title, fits - 8));
        subtitle.lines().limit(3).forEach(line -> heading.addAll(TimelineRows.wrap(line, fits - 2)));
    }

    private String draw() {
        int top = MARGIN + heading.size() * (LINE + 2) + 14;
        int legendLines = legend(top, false);
        int headY = top + legendLines * (LINE + 6) + 22;
        int bodyY = headY + 12;
        int bodyHeight = rows.stream().mapToInt(Row::height).sum();
        int height = bodyY + bodyHeight + LINE + 16 + MARGIN;
        put(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace\" font-size=\"13\">\n",
                width, height, width, height);
        put("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n");
        for (int i = 0; i < heading.size(); i++) {
            String style = i == 0 ? "#111827\" font-weight=\"700" : "#7f1d1d";
            text(MARGIN, MARGIN + (i + 1) * (LINE + 2) - 4, style, heading.get(i));
        }
        legend(top, true);
        head(headY);
        body(bodyY);
        return out.append("</svg>\n").toString();
    }

    private int legend(int top, boolean draw) {
        int x = MARGIN;
        int line = 0;
        for (Fate fate : Fate.values()) {
            FateStyle style = FateStyle.of(fate);
            int wide = 28 + chars(style.meaning().length() + 2);
            if (x > MARGIN && x + wide > width - MARGIN) {
                x = MARGIN;
                line++;
            }
            if (draw) {
                int y = top + line * (LINE + 6);
                mark(x + 9, y + 4, style);
                text(x + 24, y + 9, "#374151", style.meaning());
            }
            x += wide;
        }
        return line + 1;
    }

    private void head(int y) {
        right(numberX, y, FAINT, "event");
        for (int thread : threads) {
            put(
                    "<text x=\"%d\" y=\"%d\" fill=\"%s\" text-anchor=\"middle\">T%d</text>\n",
                    laneX(thread), y, FAINT, thread);
        }
        text(whatX, y, FAINT, "what");
        text(placeX, y, FAINT, "field");
        text(siteX, y, FAINT, "site");
        put(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#cbd5e1\"/>\n",
                MARGIN, y + 6, width - MARGIN, y + 6);
    }

    private void body(int top) {
        int bottom = top + rows.stream().mapToInt(Row::height).sum() + LINE + 16;
        for (int thread : threads) {
            put(
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#cbd5e1\" stroke-width=\"3\"/>\n",
                    laneX(thread), top, laneX(thread), bottom);
        }
        int y = top;
        boolean cut = false;
        for (Row row : rows) {
            if (!cut && row.afterCut()) {
                cut = true;
                y = cut(y);
            }
            row(y, row);
            y += row.height();
        }
        if (!cut) {
            cut(y);
        }
    }

    private int cut(int y) {
        int line = y + (LINE + 16) / 2;
        String label = "power cut before event " + crashPoint;
        int wide = chars(label.length()) + 16;
        int x = width - MARGIN - wide;
        put(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"9 5\"/>\n",
                MARGIN, line, width - MARGIN, line, CUT_COLOUR);
        put(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"22\" rx=\"4\" fill=\"%s\"/>\n",
                x, line - 11, wide, CUT_COLOUR);
        text(x + 8, line + 5, "#ffffff\" font-weight=\"700", label);
        return y + LINE + 16;
    }

    private void row(int y, Row row) {
        int base = y + LINE - 3;
        String ink = row.afterCut() ? FAINT : "#111827";
        for (TimelineEvent event : row.event()) {
            if (event.fate() == Fate.LOST || event.fate() == Fate.TORN) {
                put(
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"0.45\"/>\n",
                        MARGIN,
                        y,
                        width - 2 * MARGIN,
                        row.height() - 2,
                        FateStyle.of(event.fate()).paper());
            }
            right(numberX, base, FAINT, Integer.toString(event.event()));
            mark(laneX(event.thread()), base - 5, FateStyle.of(event.fate()));
        }
        if (row.event().isEmpty()) {
            ink = FAINT + "\" font-style=\"italic";
        }
        lines(whatX, base, ink, row.what());
        lines(placeX, base, ink, row.place());
        lines(siteX, base, ink, row.site());
    }

    private void lines(int x, int base, String ink, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty()) {
                text(x, base + i * LINE, ink, lines.get(i));
            }
        }
    }

    private void mark(int x, int y, FateStyle style) {
        put(
                "<circle cx=\"%d\" cy=\"%d\" r=\"9\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"/><text x=\"%d\" y=\"%d\" fill=\"%s\" font-size=\"12\" font-weight=\"700\" text-anchor=\"middle\">%s</text>\n",
                x, y, style.paper(), style.ink(), x, y + 4, style.ink(), style.letter());
    }

    private void text(int x, int y, String ink, String text) {
        put("<text x=\"%d\" y=\"%d\" fill=\"%s\" xml:space=\"preserve\">%s</text>\n", x, y, ink, Markup.text(text));
    }

    private void right(int x, int y, String ink, String text) {
        put("<text x=\"%d\" y=\"%d\" fill=\"%s\" text-anchor=\"end\">%s</text>\n", x, y, ink, Markup.text(text));
    }

    private int laneX(int thread) {
        return numberX + 12 + threads.indexOf(thread) * LANE + LANE / 2;
    }

    private void put(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }

    private static int chars(int count) {
        return (int) Math.ceil(count * CHAR);
    }

    private static int widest(List<String> texts, String head) {
        return texts.stream().mapToInt(String::length).reduce(head.length(), Math::max);
    }
}
