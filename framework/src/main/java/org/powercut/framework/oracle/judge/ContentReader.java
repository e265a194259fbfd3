package org.powercut.framework.oracle.judge;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.Pmem;

/**
 * Compares what files hold with what they may hold: the only place where the judge reads content. A question is answered
 * for a whole range at once, so that whoever decides lazily what is on the device need not decide word by word.
 */
final class ContentReader implements AutoCloseable {
    /** The longest range of one comparison, in bytes. */
    static final int MAX_RANGE = Pmem.PAGE;

    private final DaxFile file;
    private final byte[] buffer = new byte[MAX_RANGE];

    private boolean oldWords;

    private ContentReader(DaxFile file) {
        this.file = file;
    }

    static ContentReader open(DaxFileSystem fs, String path) {
        return new ContentReader(fs.open(path, OpenFlag.READ));
    }

    /**
     * The first byte of a range that no version accounts for, counted from {@code offset} on; -1 if each aligned 8-byte
     * word is that of one version.
     *
     * @param offset of the range in the file, a multiple of 8
     * @param length bytes, at most {@link #MAX_RANGE}
     * @param versions what the range may hold, from their first byte on
     */
    int mismatch(long offset, int length, List<byte[]> versions) {
        int read = (int) file.read(offset, MemorySegment.ofArray(buffer).asSlice(0, length));
        if (read < length) {
            return read;
        }
        byte[] newest = versions.getLast();
        int at = Arrays.mismatch(buffer, 0, length, newest, 0, length);
        oldWords = at >= 0;
        while (at >= 0) {
            int word = at & -Pmem.ATOM;
            int end = Math.min(length, word + Pmem.ATOM);
            if (versions.stream().noneMatch(version -> Arrays.equals(buffer, word, end, version, word, end))) {
                return word;
            }
            int next = Arrays.mismatch(buffer, end, length, newest, end, length);
            at = next < 0 ? -1 : end + next;
        }
        return -1;
    }

    /** Whether the range that was compared last had words that are not the newest. */
    boolean foundOldWords() {
        return oldWords;
    }

    /** What was read last: for messages. */
    byte[] lastRead(int from, int to) {
        return Arrays.copyOfRange(buffer, from, to);
    }

    /** Whether an extended attribute has this value. */
    static boolean hasXattr(DaxFileSystem fs, String path, String name, byte[] value) {
        return Arrays.equals(fs.lxattrs(path).get(name), value);
    }

    @Override
    public void close() {
        file.close();
    }
}
