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

    /** @throws IllegalArgumentException if the ranges are not as said above */
    public MediaState {
        listed = List.copyOf(listed);
        latent = List.copyOf(latent);
        checkMerged(listed);
        checkMerged(latent);
        checkDisjoint(listed, latent);
    }

    private static void checkMerged(List<MediaRange> ranges) {
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i - 1).end() >= ranges.get(i).offset()) {
                throw new IllegalArgumentException("media ranges must ascend and lie apart, unlike " + ranges.get(i - 1)
                        + " and " + ranges.get(i));
            }
        }
    }

    private static void checkDisjoint(List<MediaRange> listed, List<MediaRange> latent) {
        int i = 0;
        for (MediaRange range : listed) {
            while (i < latent.size() && latent.get(i).end() <= range.offset()) {
                i++;
            }
            if (i < latent.size() && latent.get(i).offset() < range.end()) {
                throw new IllegalArgumentException(
                        "a sector is listed or latent, not both: " + range + " and " + latent.get(i));
            }
        }
    }
}
