package org.powercut.framework.inject;

import java.lang.foreign.MemorySegment;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Digest;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/**
 * What rewritten code calls in place of a device's instructions: the instruction with its site, if the device is
 * traced, and the plain instruction if it is another one. Public because rewritten code is anywhere; nobody else
 * calls it. No state.
 */
public final class Probe {
    private Probe() {}

    public static byte getByte(PmemDevice device, long offset, int site) {
        return device instanceof TracedDevice traced ? traced.getByte(offset, site) : device.getByte(offset);
    }

    public static short getShort(PmemDevice device, long offset, int site) {
        return device instanceof TracedDevice traced ? traced.getShort(offset, site) : device.getShort(offset);
    }

    public static int getInt(PmemDevice device, long offset, int site) {
        return device instanceof TracedDevice traced ? traced.getInt(offset, site) : device.getInt(offset);
    }

    public static long getLong(PmemDevice device, long offset, int site) {
        return device instanceof TracedDevice traced ? traced.getLong(offset, site) : device.getLong(offset);
    }

    public static long getLong(PmemDevice device, long offset, AccessMode mode, int site) {
        return device instanceof TracedDevice traced
                ? traced.getLong(offset, mode, site)
                : device.getLong(offset, mode);
    }

    public static void getBytes(
            PmemDevice device, long offset, MemorySegment target, long targetOffset, long length, int site) {
        if (device instanceof TracedDevice traced) {
            traced.getBytes(offset, target, targetOffset, length, site);
        } else {
            device.getBytes(offset, target, targetOffset, length);
        }
    }

    public static long digest(PmemDevice device, long offset, MemorySegment buffer, Digest digest, int site) {
        return device instanceof TracedDevice traced
                ? traced.digest(offset, buffer, digest, site)
                : device.digest(offset, buffer, digest);
    }

    public static long getBytes(
            PmemDevice device,
            long offset,
            MemorySegment target,
            long targetOffset,
            long length,
            Digest digest,
            int site) {
        return device instanceof TracedDevice traced
                ? traced.getBytes(offset, target, targetOffset, length, digest, site)
                : device.getBytes(offset, target, targetOffset, length, digest);
    }

    public static void putByte(PmemDevice device, long offset, byte value, int site) {
        if (device instanceof TracedDevice traced) {
            traced.putByte(offset, value, site);
        } else {
            device.putByte(offset, value);
        }
    }

    public static void putShort(PmemDevice device, long offset, short value, int site) {
        if (device instanceof TracedDevice traced) {
            traced.putShort(offset, value, site);
        } else {
            device.putShort(offset, value);
        }
    }

    public static void putInt(PmemDevice device, long offset, int value, int site) {
        if (device instanceof TracedDevice traced) {
            traced.putInt(offset, value, site);
        } else {
            device.putInt(offset, value);
        }
    }

    public static void putLong(PmemDevice device, long offset, long value, int site) {
        if (device instanceof TracedDevice traced) {
            traced.putLong(offset, value, site);
        } else {
            device.putLong(offset, value);
        }
    }

    public static void putLong(PmemDevice device, long offset, long value, AccessMode mode, int site) {
        if (device instanceof TracedDevice traced) {
            traced.putLong(offset, value, mode, site);
        } else {
            device.putLong(offset, value, mode);
        }
    }

    public static void putBytes(
            PmemDevice device, long offset, MemorySegment source, long sourceOffset, long length, int site) {
        if (device instanceof TracedDevice traced) {
            traced.putBytes(offset, source, sourceOffset, length, site);
        } else {
            device.putBytes(offset, source, sourceOffset, length);
        }
    }

    public static void fill(PmemDevice device, long offset, long length, byte value, int site) {
        if (device instanceof TracedDevice traced) {
            traced.fill(offset, length, value, site);
        } else {
            device.fill(offset, length, value);
        }
    }

    public static void ntPutLong(PmemDevice device, long offset, long value, int site) {
        if (device instanceof TracedDevice traced) {
            traced.ntPutLong(offset, value, site);
        } else {
            device.ntPutLong(offset, value);
        }
    }

    public static void ntPutBytes(
            PmemDevice device, long offset, MemorySegment source, long sourceOffset, long length, int site) {
        if (device instanceof TracedDevice traced) {
            traced.ntPutBytes(offset, source, sourceOffset, length, site);
        } else {
            device.ntPutBytes(offset, source, sourceOffset, length);
        }
    }

    public static void ntFill(PmemDevice device, long offset, long length, byte value, int site) {
        if (device instanceof TracedDevice traced) {
            traced.ntFill(offset, length, value, site);
        } else {
            device.ntFill(offset, length, value);
        }
    }

    public static void directStore64(
            PmemDevice device, long offset, MemorySegment source, long sourceOffset, int site) {
        if (device instanceof TracedDevice traced) {
            traced.directStore64(offset, source, sourceOffset, site);
        } else {
            device.directStore64(offset, source, sourceOffset);
        }
    }

    public static void flush(PmemDevice device, long offset, long length, int site) {
        if (device instanceof TracedDevice traced) {
            traced.flush(offset, length, site);
        } else {
            device.flush(offset, length);
        }
    }

    public static void flush(PmemDevice device, long offset, long length, FlushKind kind, int site) {
        if (device instanceof TracedDevice traced) {
            traced.flush(offset, length, kind, site);
        } else {
            device.flush(offset, length, kind);
        }
    }

    public static void fence(PmemDevice device, int site) {
        if (device instanceof TracedDevice traced) {
            traced.fence(site);
        } else {
            device.fence();
        }
    }

    public static boolean compareAndSetLong(PmemDevice device, long offset, long expected, long value, int site) {
        return device instanceof TracedDevice traced
                ? traced.compareAndSetLong(offset, expected, value, site)
                : device.compareAndSetLong(offset, expected, value);
    }

    public static boolean weakCompareAndSetLong(
            PmemDevice device, long offset, long expected, long value, AccessMode mode, int site) {
        return device instanceof TracedDevice traced
                ? traced.weakCompareAndSetLong(offset, expected, value, mode, site)
                : device.weakCompareAndSetLong(offset, expected, value, mode);
    }

    public static long compareAndExchangeLong(
            PmemDevice device, long offset, long expected, long value, AccessMode mode, int site) {
        return device instanceof TracedDevice traced
                ? traced.compareAndExchangeLong(offset, expected, value, mode, site)
                : device.compareAndExchangeLong(offset, expected, value, mode);
    }

    public static long getAndAddLong(PmemDevice device, long offset, long delta, AccessMode mode, int site) {
        return device instanceof TracedDevice traced
                ? traced.getAndAddLong(offset, delta, mode, site)
                : device.getAndAddLong(offset, delta, mode);
    }

    public static long getAndSetLong(PmemDevice device, long offset, long value, AccessMode mode, int site) {
        return device instanceof TracedDevice traced
                ? traced.getAndSetLong(offset, value, mode, site)
                : device.getAndSetLong(offset, value, mode);
    }
}
