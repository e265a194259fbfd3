package org.powercut.daxfs.nio;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of a path: slashes in a row count as one, a last one as none. */
final class PathText {
    private PathText() {}

    /**
     * The path that a text names.
     *
     * @throws InvalidPathException for a NUL, and for a surrogate without its other half, which has no UTF-8 form
     */
    static DaxPath parse(DaxNioFileSystem fileSystem, String text) {
        check(text);
        return new DaxPath(fileSystem, text.startsWith("/"), names(text));
    }

    /** The names between slashes, empty ones left out. */
    static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '/') {
                if (i > start) {
                    names.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return List.copyOf(names);
    }

    private static void check(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                throw new InvalidPathException(text, "a path has no NUL", i);
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidPathException(text, "half a surrogate pair has no UTF-8 form", i);
            }
        }
    }
}
