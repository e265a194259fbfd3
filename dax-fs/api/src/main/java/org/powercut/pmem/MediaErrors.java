package org.powercut.pmem;

import java.util.List;

/**
 * The media errors of a device, in whole 512-byte sectors. A sector is good, poisoned and listed (known to the
 * driver: ARS, a scrub or an earlier machine check found it) or poisoned and latent (found only by reading it).
 */
public interface MediaErrors {

    /** Whether a poisoned sector is already in the device's badblock list. */
    enum Visibility {
        LATENT,
        LISTED
    }

    /** Whether no sector is poisoned. Cheap: loads ask it first. */
    boolean isEmpty();

    /** Whether a sector of {@code [offset, offset + length)} is poisoned, latent or listed. */
    boolean isPoisoned(long offset, long length);

    /** The listed ranges, ascending, adjacent ones merged. */
    List<MediaRange> listed();

    /** Every poisoned range, latent ones too, ascending, adjacent ones merged. Only a test may know. */
    List<MediaRange> poisoned();

    /** Poisons every sector that {@code [offset, offset + length)} touches. Listing a latent sector keeps it listed. */
    void poison(long offset, long length, Visibility visibility);

    /** Lists the poisoned sectors of the range, as a machine check or a scrub does when it finds them. */
    void list(long offset, long length);

    /**
     * Clears the poison of whole sectors and leaves zeros in all of them, good ones too, durably (linux:
     * nvdimm_clear_poison).
     *
     * @throws IllegalArgumentException if the range is not whole sectors; nothing is cleared then
     */
    void clear(MediaRange range);
}
