package org.powercut.daxfs.core;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;

/** What a name and a path may be: names of 1 to 255 bytes of UTF-8, without slash and NUL, and not a dot or two. */
final class Names {
    static final int MAX_LENGTH = 255;

    /** A UTF-16 unit takes at most this many bytes of UTF-8. */
    private static final int MAX_BYTES_PER_UNIT = 3;

    private Names() {}

    /** Whether a string can be a name, its length aside. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0
                && !name.equals(".")
                && !name.equals("..");
    }

    /**
     * The names along an absolute path. Slashes in a row count as one.
     *
     * @throws DaxFileSystemException EINVAL or ENAMETOOLONG if it is no path
     */
    static List<String> ofPath(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": a path is absolute, and begins with /");
        }
        List<String> names = split(path);
        for (String name : names) {
            if (!isName(name)) {
                throw new DaxFileSystemException(
                        Errno.EINVAL, path + ": '" + name + "' is no name; it may not be . or .., nor hold a NUL");
            }
            if (name.length() * MAX_BYTES_PER_UNIT > MAX_LENGTH) {
                encode(path, name);
            }
        }
        return names;
    }

    /** The parts of a path between slashes, empty ones left out. */
    static List<String> split(String path) {
        List<String> names = new ArrayList<>(4);
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                if (i > start) {
                    names.add(path.substring(start, i));
                }
                start = i + 1;
            }
        }
        return names;
    }

    /**
     * The bytes of a name.
     *
     * @throws DaxFileSystemException EINVAL if it has no UTF-8 form, ENAMETOOLONG beyond 255 bytes
     */
    static byte[] encode(String path, String name) {
        byte[] bytes = utf8(path, name);
        if (bytes.length > MAX_LENGTH) {
            throw new DaxFileSystemException(
                    Errno.ENAMETOOLONG, path + ": a name of " + bytes.length + " bytes, at most 255 are possible");
        }
        return bytes;
    }

    /** The UTF-8 form of a string; EINVAL if it has none (a surrogate without its other half). */
    static byte[] utf8(String path, String text) {
        if (!hasSurrogates(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": has no UTF-8 form", e);
        }
    }

    /** Whether a string has characters that UTF-8 need not have a form for. */
    static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Compares names by their bytes of UTF-8. */
    static int compare(String first, String second) {
        return Arrays.compareUnsigned(first.getBytes(StandardCharsets.UTF_8), second.getBytes(StandardCharsets.UTF_8));
    }
}
