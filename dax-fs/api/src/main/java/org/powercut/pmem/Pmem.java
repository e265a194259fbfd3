package org.powercut.pmem;

/** The units of persistent memory, in bytes, and the arithmetic on them. */
public final class Pmem {
    /** The largest aligned store that never tears: 8 bytes (Intel SDM vol. 3A, 8.1.1). */
    public static final int ATOM = 8;

    /** A cache line: 64 bytes, what one flush instruction acts on. */
    public static final int LINE = 64;

    /** The unit in which media errors are listed: 512 bytes (linux: drivers/nvdimm/badrange.c). */
    public static final int SECTOR = 512;

    /** The base page: 4096 bytes. */
    public static final int PAGE = 4096;

    private Pmem() {}

    /** The largest multiple of {@code unit}, a power of two, that is not above {@code offset}. */
    public static long floor(long offset, int unit) {
        return offset & -(long) unit;
    }

    /** The smallest multiple of {@code unit}, a power of two, that is not below {@code offset}. */
    public static long ceil(long offset, int unit) {
        return (offset + unit - 1) & -(long) unit;
    }
}
