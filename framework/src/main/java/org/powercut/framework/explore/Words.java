package org.powercut.framework.explore;

import java.util.HexFormat;
import java.util.Locale;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;

/** Events and bytes in words. */
final class Words {
    private static final HexFormat HEX = HexFormat.of();
    private static final int SHOWN = 8;

    private Words() {}

    static String what(Trace trace, int event) {
        Kind kind = trace.kind(event);
        return switch (kind) {
            case STORE -> mode(trace.mode(event)) + "store " + stored(trace, event);
            case NT_STORE -> "nt store " + stored(trace, event);
            case DIRECT_STORE -> "direct store " + stored(trace, event);
            case LOCKED -> "locked store " + stored(trace, event);
            case LOCKED_FAILED -> "locked compare, failed";
            case CLWB, CLFLUSHOPT, CLFLUSH -> kind.name().toLowerCase(Locale.ROOT) + " " + bytes(trace.length(event));
            case FENCE -> "fence";
            case OPERATION_BEGIN -> "begin " + trace.text(event);
            case OPERATION_END -> "end " + trace.text(event);
            case MILESTONE -> "milestone " + trace.text(event);
            case POISON_LATENT -> "latent media error, " + bytes(trace.length(event));
            case POISON_LISTED -> "listed media error, " + bytes(trace.length(event));
            case POISON_CLEARED -> "media error cleared, " + bytes(trace.length(event));
        };
    }

    /** Words as bytes, in the order of their addresses. */
    static String hex(long[] words) {
        StringBuilder text = new StringBuilder(words.length * 16);
        for (long word : words) {
            text.append(HEX.toHexDigits(Long.reverseBytes(word)));
        }
        return text.toString();
    }

    private static String stored(Trace trace, int event) {
        long length = trace.length(event);
        String text = bytes(length);
        if (length == 0) {
            return text;
        }
        if (length <= SHOWN) {
            long value = trace.storedWord(event, 0);
            long shown = length == Long.BYTES ? value : value & (1L << 8 * length) - 1;
            return text + " 0x" + Long.toHexString(shown);
        }
        StringBuilder first = new StringBuilder(text).append(' ');
        for (int i = 0; i < SHOWN; i++) {
            first.append(HEX.toHexDigits(trace.storedByte(event, i)));
        }
        return first.append("..").toString();
    }

    private static String mode(AccessMode mode) {
        return mode == AccessMode.PLAIN ? "" : mode.name().toLowerCase(Locale.ROOT) + " ";
    }

    private static String bytes(long length) {
        return length == 1 ? "1 byte" : length + " bytes";
    }
}
