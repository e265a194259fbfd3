package org.powercut.framework.report;

import java.util.List;
import java.util.stream.Collectors;
import org.powercut.framework.explore.Evidence;
import org.powercut.framework.explore.Evidence.LineState;

/** The page that shows every cache line in flight at the cut: what was safe, what the program saw, what was left. */
final class CacheLinesPage {
    /** More than anybody looks through; each takes a few kilobytes. */
    private static final int SHOWN = 100;

    private CacheLinesPage() {}

    static String of(Evidence evidence) {
        if (evidence.lines().isEmpty()) {
            return Markup.page(
                    "Cache lines at the power cut", "<p>No line was in flight: everything stored was durable.</p>\n");
        }
        List<LineState> lost =
                evidence.lines().stream().filter(CacheLinesPage::lost).toList();
        List<LineState> whole =
                evidence.lines().stream().filter(line -> !lost(line)).toList();
        StringBuilder body = new StringBuilder(
                "<p>Lines of 64 bytes that held stores which were not yet guaranteed. Marked: what the program changed beyond"
                        + " the guaranteed bytes, and what the power cut took from what the program saw.</p>\n");
        if (lost.isEmpty()) {
            body.append("<p>No line lost anything.</p>\n");
        } else {
            body.append(table(lost));
        }
        if (!whole.isEmpty()) {
            body.append("<details>\n<summary>")
                    .append(whole.size() == 1 ? "1 line" : whole.size() + " lines")
                    .append(" that lost nothing</summary>\n")
                    .append(table(whole))
                    .append("</details>\n");
        }
        if (evidence.leftOut() > 0) {
            body.append("<p>").append(evidence.leftOut()).append(" further lines were in flight.</p>\n");
        }
        return Markup.page("Cache lines at the power cut", body.toString());
    }

    private static boolean lost(LineState line) {
        return !line.media().equals(line.visible());
    }

    private static String table(List<LineState> lines) {
        StringBuilder rows = new StringBuilder();
        for (LineState line : lines.subList(0, Math.min(lines.size(), SHOWN))) {
            String stores = line.stores().stream().map(event -> "#" + event).collect(Collectors.joining(", "));
            rows.append("<tr><td rowspan=\"3\"><code>0x")
                    .append(Long.toHexString(line.address()))
                    .append("</code></td><td rowspan=\"3\">")
                    .append(Markup.text(line.field()))
                    .append("</td><td rowspan=\"3\">")
                    .append(stores)
                    .append("</td>");
            row(rows, "guaranteed", line.guaranteed(), line.guaranteed());
            rows.append("<tr>");
            row(rows, "seen by the program", line.visible(), line.guaranteed());
            rows.append("<tr>");
            row(rows, "left on the media", line.media(), line.visible());
        }
        String more = lines.size() > SHOWN ? "<p>and " + (lines.size() - SHOWN) + " more</p>\n" : "";
        return "<table>\n<tr><th>line</th><th>field</th><th>stores</th><th></th><th>bytes</th></tr>\n" + rows
                + "</table>\n" + more;
    }

    private static void row(StringBuilder rows, String name, String hex, String other) {
        rows.append("<td class=\"bytes\">")
                .append(name)
                .append("</td><td class=\"bytes mono\">")
                .append(HexBytes.html(hex, other, 0))
                .append("</td></tr>\n");
    }
}
