package org.powercut.framework.trace;

import java.math.BigInteger;
import java.util.List;

/** One entry of a store log, such as {@code STORE;0x1000;0x2a;0x8}: its word and its fields, checked. */
final class LogEntry {
    private static final int MOST_DIGITS = 1 << 13;

    private final Entries at;
    private final List<String> fields;

    private LogEntry(Entries at, List<String> fields) {
        this.at = at;
        this.fields = fields;
    }

    static LogEntry of(Entries at, String text) {
        return new LogEntry(at, List.of(text.strip().split(";", -1)));
    }

    /** What it is: STORE, FLUSH, FENCE, REGISTER_FILE, or a marker. */
    String word() {
        return fields.getFirst();
    }

    /** Refuses an entry that has not so many fields. */
    void require(int least, int most, String form) {
        if (fields.size() < least || fields.size() > most) {
            throw at.refuse(word() + " is " + form + ", not '" + TraceLine.shortened(String.join(";", fields)) + "'");
        }
    }

    String text(int field) {
        return fields.get(field);
    }

    /** The fields from one on. */
    List<String> from(int field) {
        return fields.subList(Math.min(field, fields.size()), fields.size());
    }

    /** A hexadecimal number from {@code least} to {@code most}. */
    long number(int field, String what, long least, long most) {
        BigInteger number = big(field, what);
        if (number.compareTo(BigInteger.valueOf(least)) < 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw at.refuse("the %s of %s is from 0x%x to 0x%x, not 0x%x".formatted(what, word(), least, most, number));
        }
        return number.longValueExact();
    }

    /** The bytes of a value, little endian. */
    byte[] value(int field, int size) {
        BigInteger number = big(field, "value");
        if (number.bitLength() > Byte.SIZE * size) {
            throw at.refuse("the value of STORE has " + size + " bytes, as its size says, and 0x"
                    + TraceLine.shortened(number.toString(16)) + " does not fit");
        }
        byte[] bytes = new byte[size];
        byte[] big = number.toByteArray();
        for (int i = 0; i < size && i < big.length; i++) {
            bytes[i] = big[big.length - 1 - i];
        }
        return bytes;
    }

    private BigInteger big(int field, String what) {
        String text = fields.get(field).strip();
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        if (digits.length() > MOST_DIGITS || !digits.matches("[0-9a-fA-F]+")) {
            throw at.refuse("the " + what + " of " + word() + " is a hexadecimal number such as 0x40, not '"
                    + TraceLine.shortened(text) + "'");
        }
        return new BigInteger(digits, 16);
    }
}
