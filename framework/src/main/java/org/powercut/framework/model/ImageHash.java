package org.powercut.framework.model;

/**
 * The hash of a device image: the exclusive or of one hash for each word, so that changing a word costs one step and
 * the order of changes does not matter. 64 bits: among a million images two collide with a probability of 3 in 10^8.
 */
public final class ImageHash {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private ImageHash() {}

    /** What the hash of an image changes by when the word at {@code address} goes from {@code old} to {@code now}. */
    public static long change(long address, long old, long now) {
        return old == now ? 0 : word(address, old) ^ word(address, now);
    }

    /** Mixes every bit of the argument into every bit of the result (the finaliser of SplitMix64). */
    public static long mix(long bits) {
        long z = bits;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private static long word(long address, long value) {
        return mix(mix(value + GOLDEN) + address * GOLDEN);
    }
}
