package org.powercut.framework.inject;

import java.lang.foreign.MemorySegment;
import org.powercut.pmem.Digest;

/**
 * Is told of each load and store before it happens, and may patch the device meanwhile: so the bytes that a load sees can
 * be decided when it comes to them. Ranges are those that code asked for, and may leave the device.
 */
public interface LoadObserver {

    /** Bytes are about to be loaded, or changed by a locked read-modify-write. */
    void loading(long offset, long length);

    /** Bytes are about to be overwritten. */
    void storing(long offset, long length);

    /**
     * Bytes were loaded into a buffer, of which only the answer of a function is looked at.
     *
     * @param buffer holds the bytes as they are on the device; spoilt afterwards where they are not decided
     * @return the function's answer
     */
    long digesting(long offset, MemorySegment buffer, Digest digest);

    /**
     * Bytes were copied to where they may be compared, and are not looked at. Those that are not decided are added to {@code
     * into}.
     *
     * @param position in {@code into}, in bytes, at which they were put
     */
    void copied(long offset, long length, UnseenBytes into, int position);

    /**
     * What was just copied is copied once more, to see what was overwritten. Whether that happens depends on what is not decided.
     *
     * @param copy does it, once
     */
    void repeating(Runnable copy);

    /**
     * Bits of a word that was copied before are looked at now.
     *
     * @param number that the word was added with
     */
    void looking(int number, long mask);

    /**
     * Which of the words that were copied before, and are not decided, is the first that does not pass a test.
     *
     * @param bound positions from here on are of no interest
     * @return its position, or {@code bound} if none before it fails
     */
    int firstFailing(UnseenBytes bytes, WordTest test, int bound);
}
