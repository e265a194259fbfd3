package org.powercut.torture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.model.DeviceImage;

/**
 * The images that a program called fine, each with what the program was told of the power cut, by SHA-256. The program sees
 * nothing else, so that what comes again, at another crash point or to another worker, need not be checked again. Those that
 * it refused are not remembered: a finding is looked at anew. Safe for several threads.
 */
final class PassedImages {
    /** Who has checked a million images with a program has waited for hours; further ones are checked each time. */
    private static final int MOST = 1 << 20;

    private final Set<ByteBuffer> passed = ConcurrentHashMap.newKeySet();
    private final LongAdder spared = new LongAdder();

    /** Whether the same was called fine before; counts it then. */
    boolean spares(ByteBuffer key) {
        boolean known = passed.contains(key);
        if (known) {
            spared.increment();
        }
        return known;
    }

    void add(ByteBuffer key) {
        if (passed.size() < MOST) {
            passed.add(key);
        }
    }

    /** How many checks were spared. */
    long spared() {
        return spared.sum();
    }

    /** What stands for an image and what is known of the power cut. */
    static ByteBuffer key(DeviceImage image, CrashInfo crash) {
        MessageDigest digest = sha256();
        for (Map.Entry<Long, byte[]> page : image.pages().entrySet()) {
            number(digest, page.getKey());
            digest.update(page.getValue());
        }
        // no page has this offset
        number(digest, -1);
        crash.milestones().forEach(milestone -> text(digest, milestone));
        number(digest, -1);
        crash.operation().ifPresent(operation -> text(digest, operation));
        return ByteBuffer.wrap(digest.digest());
    }

    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(digest, bytes.length);
        digest.update(bytes);
    }

    private static void number(MessageDigest digest, long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
