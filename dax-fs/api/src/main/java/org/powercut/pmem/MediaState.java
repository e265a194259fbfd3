package org.powercut.pmem;

import java.util.List;

/**
 * All media errors of a device at one moment, immutable: what {@link BadRanges} was, and can be again.
 *
 * @param listed the listed ranges, ascending, adjacent ones merged
 * @param latent the latent ranges, ascending, adjacent ones merged; no sector is in both lists
 */
public record MediaState(List<MediaRange> listed, List<MediaRange> latent) {

    /** No media error. */
    public static final MediaState GOOD = new MediaState(List.of(), List.of());

    public MediaState {
        listed = List.copyOf(listed);
        latent = List.copyOf(latent);
    }
}
