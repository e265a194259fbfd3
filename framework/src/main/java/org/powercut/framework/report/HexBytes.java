package org.powercut.framework.report;

/** Bytes in hex, as the evidence has them, made readable: in rows of 32, in groups of eight, those that differ marked. */
final class HexBytes {
    private static final int WORD = 8;
    private static final int ROW = 32;

    private HexBytes() {}

    /**
     * HTML of bytes, where those that differ from another row's are marked.
     *
     * @param hex two digits a byte
     * @param other the bytes to compare with
     * @param column offset of the first byte within its aligned word, so that groups end where atoms end
     */
    static String html(String hex, String other, int column) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < hex.length() / 2; i++) {
            if (i > 0) {
                int place = i + column;
                out.append(place % ROW == 0 ? "<br>" : place % WORD == 0 ? "&nbsp; " : " ");
            }
            String digits = hex.substring(2 * i, 2 * i + 2);
            boolean same = other.regionMatches(2 * i, digits, 0, 2);
            out.append(same ? digits : "<span class=\"differs\">" + digits + "</span>");
        }
        return out.toString();
    }
}
