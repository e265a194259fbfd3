package org.powercut.framework.inject;

/** What an aligned word of some content may be. A pure function. */
@FunctionalInterface
public interface WordTest {

    /**
     * Whether a word passes.
     *
     * @param position of its first byte in the content, a multiple of 8
     * @param word its bytes, little endian; those past the end of the content are zero
     */
    boolean passes(int position, long word);
}
