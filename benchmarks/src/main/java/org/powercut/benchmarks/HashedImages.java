package org.powercut.benchmarks;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;

/** Checks an image by taking its SHA-256, and finds every one fine; for one worker. */
final class HashedImages implements Subject {
    private final Set<String> images = new HashSet<>();
    private final MessageDigest digest;

    HashedImages() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Those that were checked, in hex; grows. */
    Set<String> images() {
        return images;
    }

    @Override
    public Object recover(TracedDevice device) {
        byte[] image = new byte[(int) device.size()];
        device.getBytes(0, MemorySegment.ofArray(image), 0, image.length);
        return image;
    }

    @Override
    public void check(TracedDevice device, Object recovered, CrashInfo crash) {
        images.add(HexFormat.of().formatHex(digest.digest((byte[]) recovered)));
    }
}
