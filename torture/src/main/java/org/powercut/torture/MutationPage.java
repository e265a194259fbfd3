package org.powercut.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page with the table of every place in it: what stands between the two marks is the command's, the rest its author's.
 */
final class MutationPage {
    static final String BEGIN = "<!-- made by ./powercut mutate --markdown; do not edit -->";
    static final String END = "<!-- end of what ./powercut mutate made -->";

    private final Path file;
    private final String before;
    private final String after;

    private MutationPage(Path file, String before, String after) {
        this.file = file;
        this.before = before;
        this.after = after;
    }

    /**
     * Looks at a page, or at the place where a new one will be; changes nothing.
     *
     * @throws UsageException if there is a file without the two marks, or none can be written
     */
    static MutationPage open(Path file) {
        Path absolute = file.toAbsolutePath();
        if (!Files.exists(absolute)) {
            Path parent = absolute.getParent();
            if (parent == null || !Files.isWritable(parent)) {
                throw new UsageException(
                        "cannot write " + file + ": there is no directory for it that can be written to");
            }
            return new MutationPage(absolute, "", "\n");
        }
        try {
            String text = Files.readString(absolute);
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END);
            if (begin < 0 || end < begin || !Files.isWritable(absolute)) {
                throw new UsageException(
                        file + " is not to be overwritten: it has no table of an earlier run, from a line '" + BEGIN
                                + "' to a line '" + END + "'; add the two lines, or name another file");
            }
            return new MutationPage(absolute, text.substring(0, begin), text.substring(end + END.length()));
        } catch (IOException e) {
            throw new UsageException("cannot read " + file + " (" + e + ")");
        }
    }

    /** Puts the table in. */
    void write(String table) throws IOException {
        Files.writeString(file, before + BEGIN + "\n\n" + table + "\n" + END + after);
    }
}
