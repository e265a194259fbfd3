package org.powercut.framework.model;

/**
 * A device as the program under test sees it, word by word: what {@link InFlight} reads and keeps up to date, and what
 * {@link CrashStates} writes crash images to. Words are 8 bytes, aligned and little endian.
 */
public interface Medium {

    /** The word at an address, a multiple of 8. */
    long word(long address);

    /** Sets the word at an address, a multiple of 8. */
    void set(long address, long value);

    /**
     * Changes media errors; for POISON_CLEARED also leaves zeros.
     *
     * @param kind POISON_LATENT, POISON_LISTED or POISON_CLEARED
     * @param address first byte
     * @param length bytes
     */
    void media(Kind kind, long address, long length);
}
