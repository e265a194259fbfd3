package org.powercut.framework.explore;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.pmem.MediaRange;

/**
 * Debug mode: whether states with equal hashes have equal images, bytes and media errors. Remembers a SHA-256 of each whole
 * image that was hashed at a crash point. Costs an image's pages for each state, so it is off unless the system property
 * {@code powercut.debug.hashes} is true.
 */
class HashAudit {
    private static final String PROPERTY = "powercut.debug.hashes";

    /** Compares nothing. */
    private static final HashAudit OFF = new HashAudit() {
        @Override
        boolean isOn() {
            return false;
        }
    };

    private final Map<Long, byte[]> images = new HashMap<>();
    private final MessageDigest digest;

    HashAudit() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** As the system property says. */
    static HashAudit configured() {
        return Boolean.getBoolean(PROPERTY) ? new HashAudit() : OFF;
    }

    boolean isOn() {
        return true;
    }

    /** A crash point is done. */
    void clear() {
        images.clear();
    }

    /**
     * A device has the image that a hash stands for.
     *
     * @throws IllegalStateException if there was another image with that hash
     */
    void see(long hash, TracedDevice device) {
        byte[] image = digestOf(device);
        byte[] before = images.putIfAbsent(hash, image);
        if (before != null && !Arrays.equals(before, image)) {
            throw new IllegalStateException(
                    "two crash states have the hash %016x, and different images: one of them was not tried"
                            .formatted(hash));
        }
    }

    private byte[] digestOf(TracedDevice device) {
        device.image().pages().forEach((offset, page) -> {
            number(offset);
            digest.update(page);
        });
        for (MediaRange range : device.mediaState().listed()) {
            error(1, range);
        }
        for (MediaRange range : device.mediaState().latent()) {
            error(2, range);
        }
        return digest.digest();
    }

    private void error(long kind, MediaRange range) {
        number(-kind);
        number(range.offset());
        number(range.length());
    }

    private void number(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }
}
