package org.powercut.framework.explore;

/** Bytes as lower-case letters and digits, 5 bits a character (RFC 4648, section 6, without padding); strict. */
final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 8 / BITS + 1);
        int held = 0;
        int bits = 0;
        for (byte next : bytes) {
            held = held << 8 | next & 0xff;
            bits += 8;
            while (bits >= BITS) {
                bits -= BITS;
                text.append(ALPHABET.charAt(held >>> bits & 31));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(held << BITS - bits & 31));
        }
        return text.toString();
    }

    /**
     * The bytes that {@link #encode} made the text of.
     *
     * @throws BadTokenException if a character is none of the alphabet, or no bytes encode to this text
     */
    static byte[] decode(String text) {
        byte[] bytes = new byte[text.length() * BITS / 8];
        int held = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                throw new BadTokenException("character '%s' at position %d of the token's body is none of a-z, 2-7"
                        .formatted(text.charAt(i), i + 1));
            }
            held = held << BITS | value;
            bits += BITS;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >>> bits);
                held &= (1 << bits) - 1;
            }
        }
        if (bits >= BITS || held != 0) {
            throw new BadTokenException(
                    "the token was cut off or changed at its end: %d characters cannot end like this"
                            .formatted(text.length()));
        }
        return bytes;
    }
}
