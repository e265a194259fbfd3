package org.powercut.torture.tools;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 64m}. */
final class ByteCount implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
        String units = "kmgt";
        int unit = value.isEmpty() ? -1 : units.indexOf(Character.toLowerCase(value.charAt(value.length() - 1)));
        String digits = unit < 0 ? value : value.substring(0, value.length() - 1);
        try {
            return Math.multiplyExact(Long.parseLong(digits), 1L << 10 * (unit + 1));
        } catch (NumberFormatException | ArithmeticException e) {
            throw new TypeConversionException("'" + value + "' is no size; write bytes, or 64k, 64m, 8g, 1t");
        }
    }
}
