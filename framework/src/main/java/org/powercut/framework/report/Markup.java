package org.powercut.framework.report;

/**
 * Writes text into HTML and SVG: escapes it, drops what XML forbids, and frames HTML pages with the one style that all
 * of them share. Pages are static and draw on white, whatever the viewer's theme.
 */
final class Markup {
    private static final String STYLE = """
            body{margin:16px;background:#fff;color:#111827;font:14px/1.45 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
            h1{font-size:18px;margin:0 0 4px}
            p{margin:0 0 12px;color:#374151}
            table{border-collapse:collapse;margin:8px 0 20px}
            th,td{border:1px solid #d1d5db;padding:4px 10px;text-align:left;vertical-align:top}
            th{background:#f3f4f6;font-weight:600;white-space:nowrap}
            code,.mono{font-family:"DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:12.5px}
            .num{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
            .bytes{white-space:nowrap}
            .differs{background:#fecaca;color:#7f1d1d;font-weight:700}
            .held{background:#dcfce7;color:#14532d}
            .failed{background:#fee2e2;color:#7f1d1d;font-weight:600}
            .skipped{background:#f3f4f6;color:#4b5563}
            .gap{background:#fef9c3;color:#713f12}
            """;

    private Markup() {}

    /** A whole HTML page. The title is text, the body is HTML. */
    static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + text(title)
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<h1>" + text(title) + "</h1>\n" + body
                + "</body>\n</html>\n";
    }

    /** Text as it may stand between tags and in attributes. */
    static String text(String raw) {
        StringBuilder out = new StringBuilder(raw.length() + 16);
        raw.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isXml(c) ? c : 0xfffd);
            }
        });
        return out.toString();
    }

    /** The characters that XML 1.0 allows (section 2.2). */
    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
