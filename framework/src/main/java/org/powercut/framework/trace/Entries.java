package org.powercut.framework.trace;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Cuts a text at a character, counts its lines, and holds one entry at a time, which is never longer than a bound. */
final class Entries {
    /** The longest entry, in characters: a copy of 16 MiB in hexadecimal digits, and room to spare. */
    private static final int LONGEST = 1 << 26;

    private final Path file;
    private final Reader in;
    private final char separator;
    private final char[] buffer = new char[1 << 13];
    private int used;
    private int filled;
    private final StringBuilder entry = new StringBuilder();
    private long line = 1;
    private long nextLine = 1;
    private long number;
    private boolean ended;

    /** @param in is read once, to the end */
    Entries(Path file, Reader in, char separator) {
        this.file = file;
        this.in = in;
        this.separator = separator;
    }

    /** The next entry, or null at the end; what stands after the last separator is an entry if it is not empty. */
    @Nullable
    String next() throws IOException {
        entry.setLength(0);
        line = nextLine;
        number++;
        while (!ended) {
            int c = read();
            ended = c < 0;
            if (ended) {
                break;
            }
            if (c == '\n') {
                nextLine++;
            }
            if (c == separator) {
                return entry.toString();
            }
            if (entry.isEmpty() && c == '\n') {
                line = nextLine;
            }
            if (entry.length() == LONGEST) {
                throw new BadTraceException(
                        file,
                        line,
                        "nothing that belongs to a trace is longer than " + LONGEST + " characters, so this is none");
            }
            entry.append((char) c);
        }
        return entry.isEmpty() ? null : entry.toString();
    }

    private int read() throws IOException {
        if (used == filled) {
            used = 0;
            filled = in.read(buffer);
            if (filled <= 0) {
                filled = 0;
                return -1;
            }
        }
        return buffer[used++];
    }

    /** The line in which the last entry began, from 1; line breaks before it do not count as its own. */
    long line() {
        return line;
    }

    /** Of the last entry; where a line has many, with its number among all. */
    BadTraceException refuse(String detail) {
        return new BadTraceException(file, line, separator == '\n' ? detail : "entry " + number + ": " + detail);
    }
}
