package org.powercut.framework.oracle.judge;

import java.util.Arrays;
import java.util.List;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.oracle.FileContent;
import org.powercut.pmem.Pmem;

/**
 * Compares what files hold with what they may hold: the only place where the judge reads content. It asks {@link FileContent}
 * whole questions about ranges and does not look at the bytes, so that exploration need not try each word that is legal.
 */
final class ContentReader implements AutoCloseable {
    /** The longest range of one comparison, in bytes. */
    static final int MAX_RANGE = Pmem.PAGE;

    private final DaxFile file;

    private ContentReader(DaxFile file) {
        this.file = file;
    }

    static ContentReader open(DaxFileSystem fs, String path) {
        return new ContentReader(fs.open(path, OpenFlag.READ));
    }

    /**
     * The first word of a range that no version accounts for, counted from {@code offset} on; -1 if each aligned 8-byte
     * word is that of one version.
     *
     * @param offset of the range in the file, a multiple of 8
     * @param length bytes, at most {@link #MAX_RANGE}
     * @param versions what the range may hold, from their first byte on
     */
    int mismatch(long offset, int length, List<byte[]> versions) {
        byte[][] legal = versions.stream()
                .map(version -> version.length == length ? version : Arrays.copyOf(version, length))
                .toArray(byte[][]::new);
        return FileContent.of(file, offset, length).firstForeign(legal);
    }

    /** The bytes of a range, for messages and grades: they are looked at. */
    byte[] look(long offset, int length) {
        return FileContent.of(file, offset, length).look();
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
