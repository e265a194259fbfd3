package org.powercut.framework.inject;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** Issues seeded random instructions of every kind at every alignment, and changes media errors. */
final class RandomCode {
    private static final AccessMode[] STORE_MODES = {
        AccessMode.PLAIN, AccessMode.OPAQUE, AccessMode.RELEASE, AccessMode.VOLATILE
    };

    private final Random random;
    private final boolean withMediaErrors;

    RandomCode(long seed, boolean withMediaErrors) {
        random = new Random(seed);
        this.withMediaErrors = withMediaErrors;
    }

    void run(PmemDevice device, int instructions) {
        for (int i = 0; i < instructions; i++) {
            try {
                step(device);
            } catch (MediaErrorException e) {
                // as code does that carries on
            }
        }
    }

    private void step(PmemDevice device) {
        int size = (int) device.size();
        int length = random.nextInt(300);
        long offset = random.nextInt(size - length);
        long atom = Pmem.floor(random.nextInt(size), Pmem.ATOM);
        long value = random.nextLong();
        long expected = random.nextBoolean() ? 0 : value;
        AccessMode mode = STORE_MODES[random.nextInt(STORE_MODES.length)];
        MemorySegment bytes = MemorySegment.ofArray(new byte[300]);
        for (int i = 0; i < 300; i++) {
            bytes.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        switch (random.nextInt(withMediaErrors ? 28 : 24)) {
            case 0 -> device.putByte(random.nextInt(size), (byte) value);
            case 1 -> device.putShort(random.nextInt(size - 1), (short) value);
            case 2 -> device.putInt(random.nextInt(size - 3), (int) value);
            case 3, 4 -> device.putLong(random.nextInt(size - 7), value);
            case 5 -> device.putLong(atom, value, mode);
            case 6 -> device.putBytes(offset, bytes, 0, length);
            case 7 -> device.fill(offset, length, (byte) value);
            case 8 -> device.ntPutLong(atom, value);
            case 9 -> device.ntPutBytes(offset, bytes, 0, length);
            case 10 -> device.ntFill(offset, length, (byte) value);
            case 11 -> device.directStore64(Pmem.floor(random.nextInt(size), Pmem.LINE), bytes, 0);
            case 12, 13 -> device.flush(offset, length);
            case 14 -> device.flush(offset, length, FlushKind.values()[random.nextInt(3)]);
            case 15, 16 -> device.fence();
            case 17 -> device.compareAndSetLong(atom, expected, value);
            case 18 -> device.weakCompareAndSetLong(atom, expected, value, mode);
            case 19 -> device.compareAndExchangeLong(atom, expected, value, mode);
            case 20 -> device.getAndAddLong(atom, value, mode);
            case 21 -> device.getAndSetLong(atom, value, mode);
            case 22 -> device.getLong(random.nextInt(size - 7));
            case 23 -> device.getBytes(offset, bytes, 0, length);
            case 24 -> device.mediaErrors().poison(offset, length, Visibility.LATENT);
            case 25 -> device.mediaErrors().poison(offset, length, Visibility.LISTED);
            case 26 -> device.mediaErrors().list(offset, length);
            default -> device.mediaErrors().clear(MediaRange.covering(offset, length + 1));
        }
    }
}
