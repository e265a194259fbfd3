package org.powercut.framework.oracle;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.inject.UnseenBytes;
import org.powercut.framework.inject.WordTest;
import org.powercut.pmem.Pmem;

/**
 * What a file holds, to be compared without being looked at. A page in flight can be left in 2^512 ways; a check that reads it
 * into an array and compares there has each of them tried. One that asks this class whether each word is the old or the new one
 * has them tried once, for all of them pass. So exploration stays exhaustive where it would have to sample.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FileContent {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final UnseenBytes bytes;
    private final int from;
    private final int to;

    private FileContent(UnseenBytes bytes) {
        this(bytes, 0, bytes.length());
    }

    private FileContent(UnseenBytes bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** A file that can be read without being looked at. */
    public interface Source {

        /**
         * Reads so many bytes.
         *
         * @throws BrokenPromise if a read gives fewer
         */
        UnseenBytes readUnseen(long offset, int length);
    }

    /** The whole content of a file. */
    public static FileContent of(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path, OpenFlag.READ)) {
            return of(file);
        }
    }

    /**
     * The whole content of an open file.
     *
     * @throws BrokenPromise if a read gives fewer bytes than the file says it has
     */
    public static FileContent of(DaxFile file) {
        return of(file, 0, Math.toIntExact(file.size()));
    }

    /**
     * Some bytes of an open file.
     *
     * @throws BrokenPromise if the file has fewer
     */
    public static FileContent of(DaxFile file, long offset, int length) {
        if (file instanceof Source source) {
            return new FileContent(source.readUnseen(offset, length));
        }
        UnseenBytes bytes = new UnseenBytes(length);
        requireAll(file.read(offset, bytes.target()), length);
        return new FileContent(bytes);
    }

    /** Bytes that are known. */
    public static FileContent of(byte[] known) {
        UnseenBytes bytes = new UnseenBytes(known.length);
        MemorySegment.copy(MemorySegment.ofArray(known), 0, bytes.target(), 0, known.length);
        return new FileContent(bytes);
    }

    /**
     * Of a read that was to give all bytes.
     *
     * @throws BrokenPromise if it gave fewer
     */
    public static void requireAll(long read, int length) {
        if (read != length) {
            throw new BrokenPromise(
                    FailureClass.METADATA_INCONSISTENCY,
                    "a read of %d bytes within the size of the file gave %d".formatted(length, read));
        }
    }

    /** How many bytes. */
    public int length() {
        return to - from;
    }

    /**
     * A part of it.
     *
     * @param first byte, a multiple of 8
     * @param end byte after the last
     * @throws IndexOutOfBoundsException if that is not all within this
     * @throws IllegalArgumentException if {@code first} is not a multiple of 8
     */
    public FileContent range(int first, int end) {
        Objects.checkFromToIndex(first, end, length());
        if (first % Pmem.ATOM != 0) {
            throw new IllegalArgumentException("a range begins at a multiple of 8, not at " + first);
        }
        return new FileContent(bytes, from + first, from + end);
    }

    /** Whether these are exactly the bytes. */
    public boolean is(byte[] expected) {
        return expected.length == length() && firstOther(expected) < 0;
    }

    /**
     * Where the first aligned word lies that is not the one expected.
     *
     * @param expected as long as this
     * @return in bytes, a multiple of 8; -1 if there is none
     */
    public int firstOther(byte[] expected) {
        return firstFailing((position, word) -> word(expected, position) == word);
    }

    /**
     * Where the first aligned word lies that is the same word of none of the legal contents: under an overwrite in place each
     * word is free to be old or new by itself.
     *
     * @param legal what is shorter than this counts as zeros
     * @return in bytes, a multiple of 8; -1 if there is none
     */
    public int firstForeign(byte[]... legal) {
        return firstFailing((position, word) -> {
            for (byte[] content : legal) {
                if (word(content, position) == word) {
                    return true;
                }
            }
            return false;
        });
    }

    /** Where the first aligned word lies that does not pass a test; in bytes, a multiple of 8, or -1 if there is none. */
    public int firstFailing(WordTest test) {
        int first = bytes.firstFailing((position, word) ->
                position < from || position >= to || test.passes(position - from, word & mask(to - position)));
        return first < 0 ? -1 : first - from;
    }

    /** Looks at the bytes: from here on, all that they could be is told apart. */
    public byte[] look() {
        return Arrays.copyOfRange(bytes.look(), from, to);
    }

    /** The bits of the first so many bytes of a word. */
    private static long mask(int bytes) {
        return bytes >= Pmem.ATOM ? -1L : (1L << 8 * bytes) - 1;
    }

    /** The word at an offset, little endian; bytes past the end are zero. */
    private static long word(byte[] bytes, int at) {
        if (at + Pmem.ATOM <= bytes.length) {
            return (long) WORDS.get(bytes, at);
        }
        return at >= bytes.length ? 0 : (long) WORDS.get(Arrays.copyOfRange(bytes, at, at + Pmem.ATOM), 0);
    }
}
