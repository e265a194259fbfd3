package org.powercut.framework.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Makes and compares file contents. Contents of two versions differ in every aligned 8-byte word, words of one version
 * differ from each other, and no byte is zero: so a word tells where it belongs, and a hole cannot pass for data.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Content {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Content() {}

    /** {@code length} bytes of the given version. */
    public static byte[] of(int version, int length) {
        byte[] bytes = new byte[length + Pmem.ATOM];
        MemorySegment target = MemorySegment.ofArray(bytes);
        for (int at = 0; at < length; at += Pmem.ATOM) {
            target.set(WORD, at, word(version, at / Pmem.ATOM));
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Word {@code index} of a version: an odd number in every byte. */
    public static long word(int version, int index) {
        long mixed = (version * 0x9e3779b97f4a7c15L) ^ (index * 0xc2b2ae3d27d4eb4fL);
        mixed = (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
        mixed ^= mixed >>> 32;
        return mixed | 0x0101010101010101L;
    }

    /** {@code old} with {@code bytes} at {@code offset}; longer if they reach further, and zero in between. */
    public static byte[] patched(byte[] old, int offset, byte[] bytes) {
        byte[] patched = Arrays.copyOf(old, Math.max(old.length, offset + bytes.length));
        System.arraycopy(bytes, 0, patched, offset, bytes.length);
        return patched;
    }

    /** {@code old} with {@code word} at {@code offset}, as {@code putLong} leaves it. */
    public static byte[] patched(byte[] old, int offset, long word) {
        byte[] patched = old.clone();
        MemorySegment.ofArray(patched).set(WORD, offset, word);
        return patched;
    }

    /** The whole content of a file. */
    public static byte[] read(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path, OpenFlag.READ)) {
            return file.read(0, Math.toIntExact(file.size()));
        }
    }

    /**
     * The index of the first aligned word of {@code actual} that is the same word of none of the legal contents, or -1.
     * What is shorter than {@code actual} counts as zeros. Under a nodatacow overwrite each word is free to be old or
     * new by itself.
     */
    public static int foreignWord(byte[] actual, byte[]... legal) {
        for (int at = 0; at < actual.length; at += Pmem.ATOM) {
            if (!isLegal(word(actual, at), at, legal)) {
                return at / Pmem.ATOM;
            }
        }
        return -1;
    }

    private static boolean isLegal(long word, int at, byte[]... legal) {
        for (byte[] content : legal) {
            if (word(content, at) == word) {
                return true;
            }
        }
        return false;
    }

    /** The word at an offset; bytes past the end are zero. */
    private static long word(byte[] bytes, int at) {
        if (at + Pmem.ATOM <= bytes.length) {
            return (long) WORDS.get(bytes, at);
        }
        return at >= bytes.length ? 0 : (long) WORDS.get(Arrays.copyOfRange(bytes, at, at + Pmem.ATOM), 0);
    }

    /**
     * Where on the device {@code content}, page-aligned there, begins: how a test finds the media behind a file without
     * knowing the file system. Compares the first 64 bytes.
     *
     * @throws IllegalStateException if it is nowhere, or in more than one place
     */
    public static long locate(PmemDevice device, byte[] content) {
        MemorySegment wanted = MemorySegment.ofArray(content);
        long found = -1;
        for (long at = 0; at < device.size(); at += Pmem.PAGE) {
            if (matches(device, at, wanted)) {
                if (found >= 0) {
                    throw new IllegalStateException("the content lies on the device twice: at " + found + " and " + at);
                }
                found = at;
            }
        }
        if (found < 0) {
            throw new IllegalStateException("the content is on no page of the device");
        }
        return found;
    }

    private static boolean matches(PmemDevice device, long at, MemorySegment wanted) {
        if (device.mediaErrors().isPoisoned(at, Pmem.LINE)) {
            return false;
        }
        for (int word = 0; word < Pmem.LINE; word += Pmem.ATOM) {
            if (device.getLong(at + word) != wanted.get(WORD, word)) {
                return false;
            }
        }
        return true;
    }
}
