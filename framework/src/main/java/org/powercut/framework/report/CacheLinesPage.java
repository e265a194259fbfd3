package org.powercut.framework.report;

import java.util.stream.Collectors;
import org.powercut.framework.explore.Evidence;
import org.powercut.framework.explore.Evidence.LineState;

/** The page that shows every cache line in flight at the cut: what was safe, what the program saw, what was left. */
final class CacheLinesPage {
    private CacheLinesPage() {}

    static String of(Evidence evidence) {
        if (evidence.lines().isEmpty()) {
            return Markup.page(
                    "Cache lines at the power cut", "<p>No line was in flight: everything stored was durable.</p>\n");
        }
        StringBuilder rows = new StringBuilder();
        for (LineState line : evidence.lines()) {
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
        return Markup.page(
                "Cache lines at the power cut",
                "<p>Lines of 64 bytes that held stores which were not yet guaranteed. Marked: what the program changed beyond"
                        + " the guaranteed bytes, and what the power cut took from what the program saw.</p>\n"
                        + "<table>\n<tr><th>line</th><th>field</th><th>stores</th><th></th><th>bytes</th></tr>\n"
                        + rows
                        + "</table>\n");
    }

    private static void row(StringBuilder rows, String name, String hex, String other) {
        rows.append("<td class=\"bytes\">")
                .append(name)
                .append("</td><td class=\"bytes mono\">")
                .append(HexBytes.html(hex, other, 0))
                .append("</td></tr>\n");
    }
}
