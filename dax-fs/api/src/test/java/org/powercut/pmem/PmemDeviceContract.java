package org.powercut.pmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.pmem.MediaErrors.Visibility;

/** What every {@link PmemDevice} must do, instruction by instruction. Extend it and name the device. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
abstract class PmemDeviceContract {
    static final long SIZE = 8L * Pmem.PAGE;
    private static final long VALUE = 0x8899_AABB_CCDD_EEFFL;

    private PmemDevice device;
    private byte[] before;

    /** A device of zeros. */
    abstract PmemDevice device(long size) throws Exception;

    @BeforeEach
    void randomBytes() throws Exception {
        device = device(SIZE);
        assertThat(contents()).containsOnly(0);
        before = new byte[(int) SIZE];
        new Random(7).nextBytes(before);
        device.putBytes(0, MemorySegment.ofArray(before), 0, SIZE);
        assertThat(contents()).isEqualTo(before);
    }

    @AfterEach
    void close() {
        device.close();
        device.close();
        assertThatThrownBy(() -> device.getByte(0)).isInstanceOf(IllegalStateException.class);
    }

    static IntStream offsets() {
        return IntStream.concat(IntStream.range(0, 66), IntStream.of((int) SIZE - 8));
    }

    @ParameterizedTest
    @MethodSource("offsets")
    @DisplayName("loads and stores are little endian at every alignment and touch only their bytes")
    void everyAlignment(int offset) {
        device.putLong(offset, VALUE);
        expect(offset, 0xFF, 0xEE, 0xDD, 0xCC, 0xBB, 0xAA, 0x99, 0x88);
        assertThat(device.getLong(offset)).isEqualTo(VALUE);
        assertThat(device.getInt(offset)).isEqualTo((int) VALUE);
        assertThat(device.getShort(offset)).isEqualTo((short) VALUE);
        assertThat(device.getByte(offset)).isEqualTo((byte) VALUE);

        device.putInt(offset, 0x0102_0304);
        expect(offset, 4, 3, 2, 1, 0xBB, 0xAA, 0x99, 0x88);
        device.putShort(offset, (short) 0x0506);
        expect(offset, 6, 5, 2, 1, 0xBB, 0xAA, 0x99, 0x88);
        device.putByte(offset, (byte) 7);
        expect(offset, 7, 5, 2, 1, 0xBB, 0xAA, 0x99, 0x88);
        device.fill(offset, 3, (byte) 9);
        expect(offset, 9, 9, 9, 1, 0xBB, 0xAA, 0x99, 0x88);
        device.ntFill(offset, 2, (byte) 8);
        expect(offset, 8, 8, 9, 1, 0xBB, 0xAA, 0x99, 0x88);
        device.putBytes(offset, MemorySegment.ofArray(new byte[] {0, 1, 2, 3, 0}), 1, 3);
        expect(offset, 1, 2, 3, 1, 0xBB, 0xAA, 0x99, 0x88);
        device.ntPutBytes(offset, MemorySegment.ofArray(new byte[] {0, 4, 5, 6, 0}), 1, 3);
        expect(offset, 4, 5, 6, 1, 0xBB, 0xAA, 0x99, 0x88);
        byte[] read = {1, 1, 1, 1, 1};
        device.getBytes(offset, MemorySegment.ofArray(read), 1, 3);
        assertThat(read).containsExactly(1, 4, 5, 6, 1);
    }

    @Test
    @DisplayName("a digest is of the bytes as they are; with a target they are there too")
    void digests() {
        device.putLong(40, VALUE);
        Digest sum = bytes -> {
            long total = bytes.byteSize();
            for (long i = 0; i < bytes.byteSize(); i++) {
                total = 31 * total + bytes.get(ValueLayout.JAVA_BYTE, i);
            }
            return total;
        };
        long expected = sum.of(MemorySegment.ofArray(Arrays.copyOfRange(contents(), 37, 49)));
        assertThat(device.digest(37, MemorySegment.ofArray(new byte[12]), sum)).isEqualTo(expected);
        byte[] read = new byte[14];
        assertThat(device.getBytes(37, MemorySegment.ofArray(read), 1, 12, sum)).isEqualTo(expected);
        assertThat(Arrays.copyOfRange(read, 1, 13)).isEqualTo(Arrays.copyOfRange(contents(), 37, 49));
        assertThat(read[0]).isZero();
        assertThat(read[13]).isZero();
        outside(() -> device.digest(SIZE - 11, MemorySegment.ofArray(new byte[12]), sum));
        device.mediaErrors().poison(0, 1, Visibility.LATENT);
        assertThatThrownBy(() -> device.digest(37, MemorySegment.ofArray(new byte[12]), sum))
                .isInstanceOf(MediaErrorException.class);
    }

    @Test
    @DisplayName("atomic instructions act on one aligned atom, in every mode that they can have")
    void modes() {
        long stored = 100;
        for (AccessMode mode : AccessMode.values()) {
            stored++;
            device.putLong(16, 5);
            assertThat(device.getAndAddLong(16, 3, mode)).isEqualTo(5);
            assertThat(device.getAndSetLong(16, VALUE, mode)).isEqualTo(8);
            assertThat(device.compareAndExchangeLong(16, 1, 2, mode)).isEqualTo(VALUE);
            assertThat(device.compareAndExchangeLong(16, VALUE, 2, mode)).isEqualTo(VALUE);
            assertThat(device.weakCompareAndSetLong(16, 1, 3, mode)).isFalse();
            while (!device.weakCompareAndSetLong(16, 2, VALUE, mode)) {
                Thread.onSpinWait();
            }
            expect(16, 0xFF, 0xEE, 0xDD, 0xCC, 0xBB, 0xAA, 0x99, 0x88);
            if (mode != AccessMode.ACQUIRE) {
                device.putLong(16, stored, mode);
            } else {
                unchanged(() -> device.putLong(16, 4, mode), IllegalArgumentException.class, "not ACQUIRE");
                device.putLong(16, stored);
            }
            if (mode != AccessMode.RELEASE) {
                assertThat(device.getLong(16, mode)).isEqualTo(stored);
            } else {
                unchanged(() -> device.getLong(16, mode), IllegalArgumentException.class, "not RELEASE");
            }
        }
        assertThat(device.compareAndSetLong(16, 99, 1)).isFalse();
        assertThat(device.compareAndSetLong(16, stored, VALUE)).isTrue();
        device.ntPutLong(24, 1);
        expect(16, 0xFF, 0xEE, 0xDD, 0xCC, 0xBB, 0xAA, 0x99, 0x88, 1, 0, 0, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("updates by racing threads are never lost, in any mode")
    void racingThreads(AccessMode mode) throws InterruptedException {
        device.putLong(64, 0);
        device.putLong(72, 0);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(t -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        device.getAndAddLong(64, 1, mode);
                        long seen = device.getLong(72);
                        while (!device.weakCompareAndSetLong(72, seen, seen + 1, mode)) {
                            seen = device.getLong(72);
                        }
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(device.getLong(64, AccessMode.VOLATILE)).isEqualTo(20_000);
        assertThat(device.getLong(72, AccessMode.VOLATILE)).isEqualTo(20_000);
    }

    @Test
    @DisplayName("the direct store writes one line")
    void directStore() {
        byte[] line = new byte[3 + Pmem.LINE];
        Arrays.fill(line, (byte) 6);
        device.directStore64(128, MemorySegment.ofArray(line), 3);
        int[] expected = new int[Pmem.LINE];
        Arrays.fill(expected, 6);
        expect(128, expected);
    }

    @Test
    @DisplayName("misaligned atomic instructions are refused and change nothing")
    void misaligned() {
        MemorySegment line = MemorySegment.ofArray(new byte[Pmem.LINE]);
        List<Consumer<Integer>> atoms = List.of(
                offset -> device.getLong(offset, AccessMode.VOLATILE),
                offset -> device.putLong(offset, 1, AccessMode.PLAIN),
                offset -> device.ntPutLong(offset, 1),
                offset -> device.compareAndSetLong(offset, device.getLong(offset), 1),
                offset -> device.weakCompareAndSetLong(offset, device.getLong(offset), 1, AccessMode.ACQUIRE),
                offset -> device.compareAndExchangeLong(offset, device.getLong(offset), 1, AccessMode.VOLATILE),
                offset -> device.getAndAddLong(offset, 1, AccessMode.VOLATILE),
                offset -> device.getAndSetLong(offset, 1, AccessMode.VOLATILE));
        for (Consumer<Integer> atom : atoms) {
            for (int offset = 1; offset < 8; offset++) {
                int at = offset;
                unchanged(() -> atom.accept(at), IllegalArgumentException.class, "multiple of 8, not " + at);
            }
        }
        for (int at : new int[] {1, 8, 32, 63}) {
            unchanged(() -> device.directStore64(at, line, 0), IllegalArgumentException.class, "multiple of 64");
        }
    }

    @Test
    @DisplayName("no instruction leaves the device, and one that would changes nothing")
    void bounds() {
        MemorySegment some = MemorySegment.ofArray(new byte[Pmem.PAGE]);
        for (long at : new long[] {-8, SIZE, Long.MAX_VALUE - 7, Long.MIN_VALUE}) {
            outside(() -> device.getByte(at));
            outside(() -> device.putByte(at, (byte) 1));
            outside(() -> device.getLong(at, AccessMode.VOLATILE));
            outside(() -> device.putLong(at, 1, AccessMode.VOLATILE));
            outside(() -> device.ntPutLong(at, 1));
            outside(() -> device.compareAndSetLong(at, 0, 1));
            outside(() -> device.weakCompareAndSetLong(at, 0, 1, AccessMode.PLAIN));
            outside(() -> device.compareAndExchangeLong(at, 0, 1, AccessMode.VOLATILE));
            outside(() -> device.getAndAddLong(at, 1, AccessMode.VOLATILE));
            outside(() -> device.getAndSetLong(at, 1, AccessMode.VOLATILE));
        }
        outside(() -> device.directStore64(SIZE, some, 0));
        outside(() -> device.directStore64(-64, some, 0));
        for (long at : new long[] {-1, SIZE - 1, Long.MAX_VALUE}) {
            outside(() -> device.getShort(at));
            outside(() -> device.getInt(at));
            outside(() -> device.getLong(at));
            outside(() -> device.putShort(at, (short) 1));
            outside(() -> device.putInt(at, 1));
            outside(() -> device.putLong(at, 1));
            outside(() -> device.getBytes(at, some, 0, 2));
            outside(() -> device.putBytes(at, some, 0, 2));
            outside(() -> device.fill(at, 2, (byte) 1));
            outside(() -> device.ntPutBytes(at, some, 0, 2));
            outside(() -> device.ntFill(at, 2, (byte) 1));
            outside(() -> device.flush(at, 2));
            outside(() -> device.flush(at, 2, FlushKind.CLFLUSH));
        }
        outside(() -> device.getBytes(0, some, 0, -1));
        outside(() -> device.putBytes(0, some, 0, -1));
        outside(() -> device.fill(0, -1, (byte) 1));
        outside(() -> device.flush(0, -1));
        outside(() -> device.flush(0, SIZE + 1));
        outside(() -> device.getBytes(0, some, 1, Pmem.PAGE));
        outside(() -> device.putBytes(0, some, 1, Pmem.PAGE));
        outside(() -> device.directStore64(0, some, Pmem.PAGE - 1));
    }

    @Test
    @DisplayName("empty ranges are allowed everywhere, also at the very end")
    void emptyRanges() {
        MemorySegment none = MemorySegment.ofArray(new byte[0]);
        for (long at : new long[] {0, 5, SIZE}) {
            device.putBytes(at, none, 0, 0);
            device.ntPutBytes(at, none, 0, 0);
            device.fill(at, 0, (byte) 1);
            device.ntFill(at, 0, (byte) 1);
            device.flush(at, 0);
            device.getBytes(at, none, 0, 0);
        }
        device.fence();
        assertThat(contents()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("flush, in every kind, and fence leave the bytes alone")
    void flushes(FlushKind kind) {
        device.flush(3, 200);
        device.flush(0, SIZE, kind);
        device.fence();
        device.fence();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    @DisplayName("every load of a poisoned sector throws the typed error, lists it and changes nothing")
    void poisonedLoads() {
        byte[] target = {1, 2, 3, 4, 5, 6, 7, 8};
        List<ThrowingCallable> loads = List.of(
                () -> device.getByte(1023),
                () -> device.getShort(511),
                () -> device.getInt(509),
                () -> device.getLong(505),
                () -> device.getLong(512, AccessMode.ACQUIRE),
                () -> device.getBytes(508, MemorySegment.ofArray(target), 0, 8),
                () -> device.compareAndSetLong(512, device.getLong(512), 1),
                () -> device.weakCompareAndSetLong(512, 1, 1, AccessMode.PLAIN),
                () -> device.compareAndExchangeLong(512, 1, 1, AccessMode.VOLATILE),
                () -> device.getAndAddLong(512, 1, AccessMode.VOLATILE),
                () -> device.getAndSetLong(512, 1, AccessMode.VOLATILE));
        MediaRange sector = new MediaRange(512, 512);
        for (ThrowingCallable load : loads) {
            device.mediaErrors().poison(700, 1, Visibility.LATENT);
            assertThatThrownBy(load)
                    .isInstanceOfSatisfying(
                            MediaErrorException.class,
                            e -> assertThat(e.range()).isEqualTo(sector));
            assertThat(device.mediaErrors().listed()).containsExactly(sector);
            device.mediaErrors().clear(sector);
            byte[] cleared = before.clone();
            Arrays.fill(cleared, 512, 1024, (byte) 0);
            assertThat(contents()).isEqualTo(cleared);
        }
        assertThat(target).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    @DisplayName("the neighbours of a poisoned sector can be read, and a store to it succeeds and does not heal it")
    void neighboursAndStores() {
        device.mediaErrors().poison(512, 512, Visibility.LISTED);
        assertThat(device.getLong(504)).isEqualTo(longOf(before, 504));
        assertThat(device.getLong(1024)).isEqualTo(longOf(before, 1024));
        assertThatCode(() -> {
                    device.putByte(512, (byte) 1);
                    device.putShort(512, (short) 1);
                    device.putInt(512, 1);
                    device.putLong(512, 1);
                    device.putLong(512, 1, AccessMode.VOLATILE);
                    device.ntPutLong(512, 1);
                    device.fill(512, 512, (byte) 1);
                    device.ntFill(512, 512, (byte) 1);
                    device.putBytes(512, MemorySegment.ofArray(before), 0, 512);
                    device.ntPutBytes(512, MemorySegment.ofArray(before), 0, 512);
                    device.directStore64(512, MemorySegment.ofArray(before), 0);
                    device.flush(512, 512);
                    device.fence();
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> device.getByte(600)).isInstanceOf(MediaErrorException.class);
    }

    @Test
    @DisplayName("bytes travel to and from native memory too")
    void nativeMemory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment page = arena.allocate(Pmem.PAGE);
            device.getBytes(Pmem.PAGE - 3, page, 0, Pmem.PAGE);
            device.ntPutBytes(3 * Pmem.PAGE + 1, page, 0, Pmem.PAGE);
        }
        byte[] expected = before.clone();
        System.arraycopy(before, Pmem.PAGE - 3, expected, 3 * Pmem.PAGE + 1, Pmem.PAGE);
        assertThat(contents()).isEqualTo(expected);
    }

    private byte[] contents() {
        byte[] bytes = new byte[(int) SIZE];
        device.getBytes(0, MemorySegment.ofArray(bytes), 0, SIZE);
        return bytes;
    }

    /** The device is as it was at the start but for these bytes. */
    private void expect(int offset, int... bytes) {
        byte[] expected = before.clone();
        for (int i = 0; i < bytes.length; i++) {
            expected[offset + i] = (byte) bytes[i];
        }
        assertThat(contents()).isEqualTo(expected);
    }

    private void outside(ThrowingCallable instruction) {
        unchanged(instruction, IndexOutOfBoundsException.class, "");
    }

    private void unchanged(ThrowingCallable instruction, Class<? extends Exception> error, String message) {
        byte[] now = contents();
        assertThatThrownBy(instruction).isInstanceOf(error).hasMessageContaining(message);
        assertThat(contents()).isEqualTo(now);
    }

    private static long longOf(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = (value << 8) | (bytes[offset + i] & 0xFF);
        }
        return value;
    }
}
