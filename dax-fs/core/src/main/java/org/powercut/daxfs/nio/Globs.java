package org.powercut.daxfs.nio;

import java.nio.file.PathMatcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns of paths: {@code regex:} and {@code glob:}, with the syntax of {@link java.nio.file.FileSystem}. */
final class Globs {
    private Globs() {}

    /**
     * @throws IllegalArgumentException if there is no syntax before a colon
     * @throws UnsupportedOperationException for another syntax than the two
     * @throws PatternSyntaxException if the pattern is none
     */
    static PathMatcher matcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "'" + syntaxAndPattern + "': write glob: or regex: and then the pattern");
        }
        String syntax = syntaxAndPattern.substring(0, colon);
        String text = syntaxAndPattern.substring(colon + 1);
        Pattern pattern;
        if (syntax.equalsIgnoreCase("glob")) {
            pattern = Pattern.compile(new Translation(text).toRegex());
        } else if (syntax.equalsIgnoreCase("regex")) {
            pattern = Pattern.compile(text);
        } else {
            throw new UnsupportedOperationException("syntax '" + syntax + "'; there are glob and regex");
        }
        return path -> pattern.matcher(path.toString()).matches();
    }

    /** One glob on its way to a regular expression. */
    private static final class Translation {
        private final String glob;
        private final StringBuilder regex = new StringBuilder();
        private int at;
        private boolean inGroup;

        Translation(String glob) {
            this.glob = glob;
        }

        String toRegex() {
            while (at < glob.length()) {
                char c = glob.charAt(at++);
                switch (c) {
                    case '*' -> star();
                    case '?' -> regex.append("[^/]");
                    case '[' -> bracket();
                    case '{' -> openGroup();
                    case '}' -> closeGroup();
                    case ',' -> regex.append(inGroup ? ")|(?:" : ",");
                    case '\\' -> literal(escaped());
                    default -> literal(c);
                }
            }
            if (inGroup) {
                throw error("a group without its }");
            }
            return regex.toString();
        }

        private void star() {
            if (at < glob.length() && glob.charAt(at) == '*') {
                at++;
                regex.append(".*");
            } else {
                regex.append("[^/]*");
            }
        }

        private char escaped() {
            if (at == glob.length()) {
                throw error("nothing stands after the \\");
            }
            return glob.charAt(at++);
        }

        private void literal(char c) {
            if (".^$+()[]{}|*?\\".indexOf(c) >= 0) {
                regex.append('\\');
            }
            regex.append(c);
        }

        private void openGroup() {
            if (inGroup) {
                throw error("a group within a group");
            }
            inGroup = true;
            regex.append("(?:(?:");
        }

        private void closeGroup() {
            regex.append(inGroup ? "))" : "\\}");
            inGroup = false;
        }

        /** A set of characters, in which only a hyphen means something. */
        private void bracket() {
            regex.append("[[^/]&&[");
            if (at < glob.length() && glob.charAt(at) == '!') {
                at++;
                regex.append('^');
            }
            int first = at;
            while (at < glob.length() && (glob.charAt(at) != ']' || at == first)) {
                char from = glob.charAt(at++);
                boolean range =
                        at + 1 < glob.length() && glob.charAt(at) == '-' && glob.charAt(at + 1) != ']' && from != '-';
                member(from);
                if (range) {
                    char to = glob.charAt(at + 1);
                    if (to < from) {
                        throw error("a range that goes down");
                    }
                    regex.append('-');
                    member(to);
                    at += 2;
                }
            }
            if (at == glob.length()) {
                throw error("a bracket without its ]");
            }
            at++;
            regex.append("]]");
        }

        private void member(char c) {
            if (c == '/') {
                throw error("a / in brackets; they match within one name");
            }
            if ("\\[]^&-".indexOf(c) >= 0) {
                regex.append('\\');
            }
            regex.append(c);
        }

        private PatternSyntaxException error(String what) {
            return new PatternSyntaxException(what, glob, at - 1);
        }
    }
}
