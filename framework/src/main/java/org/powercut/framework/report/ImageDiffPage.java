package org.powercut.framework.report;

import org.powercut.framework.explore.Evidence;
import org.powercut.framework.explore.Evidence.ImageChange;

/** The page that shows where the crash image differs from the image that has everything persisted. */
final class ImageDiffPage {
    private static final int SHOWN_BYTES = 64;

    private ImageDiffPage() {}

    static String of(Evidence evidence) {
        if (evidence.changes().isEmpty()) {
            return Markup.page("Image diff", "<p>No byte differs: the power cut took nothing.</p>\n");
        }
        StringBuilder rows = new StringBuilder();
        for (ImageChange change : evidence.changes()) {
            int column = (int) (change.address() & 7);
            rows.append("<tr><td rowspan=\"2\"><code>0x")
                    .append(Long.toHexString(change.address()))
                    .append("</code></td><td rowspan=\"2\">")
                    .append(Markup.text(change.field()))
                    .append("</td><td rowspan=\"2\" class=\"num\">")
                    .append(change.expected().length() / 2)
                    .append("</td>");
            row(rows, "all persisted", change.expected(), change.expected(), column);
            rows.append("<tr>");
            row(rows, "crash image", change.found(), change.expected(), column);
        }
        return Markup.page(
                "Image diff",
                "<p>Bytes of the crash image that differ from the image with everything persisted.</p>\n"
                        + "<table>\n<tr><th>address</th><th>field</th><th>bytes</th><th></th><th>content</th></tr>\n"
                        + rows
                        + "</table>\n"
                        + (evidence.leftOut() == 0
                                ? ""
                                : "<p>" + evidence.leftOut() + " further lines in flight are not compared.</p>\n"));
    }

    private static void row(StringBuilder rows, String name, String hex, String other, int column) {
        String shown = hex.substring(0, Math.min(hex.length(), 2 * SHOWN_BYTES));
        int more = (hex.length() - shown.length()) / 2;
        rows.append("<td class=\"bytes\">")
                .append(name)
                .append("</td><td class=\"bytes mono\">")
                .append(HexBytes.html(shown, other, column))
                .append(more == 0 ? "" : " and " + more + " more")
                .append("</td></tr>\n");
    }
}
