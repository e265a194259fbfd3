package org.powercut.framework.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.BadRanges;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

class TracedDeviceTest {
    private static final int SIZE = 4 * Pmem.PAGE;

    private final TracedDevice device = TracedDevice.ofSize(SIZE);
    private final Tape tape = new Tape();

    @AfterEach
    void release() {
        device.release();
    }

    // what it does

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesWhatASimulatedDeviceDoes(boolean withMediaErrors) {
        for (int seed = 0; seed < 100; seed++) {
            TracedDevice traced = TracedDevice.ofSize(SIZE);
            try (SimulatedDevice plain = SimulatedDevice.ofSize(SIZE)) {
                traced.record(new Tape());
                traced.startUndo();
                new RandomCode(seed, withMediaErrors).run(traced, 200);
                new RandomCode(seed, withMediaErrors).run(plain, 200);
                assertThat(traced.mediaState().listed())
                        .isEqualTo(plain.mediaErrors().listed());
                assertThat(traced.mediaErrors().poisoned())
                        .isEqualTo(plain.mediaErrors().poisoned());
                assertThat(bytes(traced)).isEqualTo(bytes(plain));
            } finally {
                traced.release();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tapeTellsAllThatChanged(boolean withMediaErrors) {
        for (int seed = 0; seed < 100; seed++) {
            TracedDevice traced = TracedDevice.ofSize(SIZE);
            try (SimulatedDevice replayed = SimulatedDevice.ofSize(SIZE)) {
                Tape all = new Tape();
                traced.record(all);
                new RandomCode(seed, withMediaErrors).run(traced, 200);
                traced.stopRecording();
                Replayed.onto(replayed, all.trace());
                assertThat(traced.mediaState().listed())
                        .isEqualTo(replayed.mediaErrors().listed());
                assertThat(traced.mediaErrors().poisoned())
                        .isEqualTo(replayed.mediaErrors().poisoned());
                assertThat(bytes(traced)).isEqualTo(bytes(replayed));
            } finally {
                traced.release();
            }
        }
    }

    @Test
    void refusesWhatADeviceRefusesAndRecordsNoneOfIt() {
        device.record(tape);
        assertThatThrownBy(() -> device.putLong(SIZE - 7, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> device.getBytes(-1, MemorySegment.ofArray(new byte[1]), 0, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> device.flush(0, SIZE + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> device.ntPutLong(4, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> device.directStore64(32, MemorySegment.ofArray(new byte[64]), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> device.putLong(0, 1, AccessMode.ACQUIRE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> device.mediaErrors().poison(SIZE, 1, Visibility.LATENT))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(tape.size()).isZero();
        assertThat(bytes(device)).containsOnly(0);
    }

    @Test
    void closingIsLeftToTheMaker() {
        PmemDevice asCodeSeesIt = device;
        asCodeSeesIt.putLong(0, 5);
        asCodeSeesIt.close();
        assertThat(asCodeSeesIt.getLong(0)).isEqualTo(5);
        device.release();
        assertThatThrownBy(() -> device.getLong(0)).isInstanceOf(IllegalStateException.class);
    }

    // recording

    @Test
    void recordsOnlyWhileItIsTold() {
        device.putLong(0, 1);
        device.record(tape);
        device.putLong(8, 2);
        device.stopRecording();
        device.putLong(16, 3);
        assertThat(tape.size()).isOne();
        assertThat(tape.trace().address(0)).isEqualTo(8);
    }

    @Test
    void edgesOfANonTemporalStoreArePlainStores() {
        device.record(tape);
        device.ntPutBytes(3, MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}), 0, 14);
        device.ntFill(65, 3, (byte) 1);
        device.ntFill(128, 8, (byte) 1);
        Trace trace = tape.trace();
        assertThat(events(trace))
                .containsExactly(
                        "STORE [3, +5)", "NT_STORE [8, +8)", "STORE [16, +1)", "STORE [65, +3)", "NT_STORE [128, +8)");
        assertThat(trace.storedByte(1, 0)).isEqualTo((byte) 6);
    }

    @Test
    void lockedUpdatesAreStoresOrFences() {
        device.record(tape);
        device.compareAndSetLong(0, 0, 1);
        device.compareAndSetLong(0, 0, 1);
        device.compareAndExchangeLong(0, 5, 6, AccessMode.VOLATILE);
        device.getAndAddLong(0, 41, AccessMode.VOLATILE);
        device.getAndSetLong(0, 7, AccessMode.VOLATILE);
        Trace trace = tape.trace();
        assertThat(IntStream.range(0, trace.size()).mapToObj(trace::kind))
                .containsExactly(Kind.LOCKED, Kind.LOCKED_FAILED, Kind.LOCKED_FAILED, Kind.LOCKED, Kind.LOCKED);
        assertThat(trace.storedWord(3, 0)).isEqualTo(42);
    }

    @Test
    void emptyInstructionsLeaveNoEvent() {
        device.record(tape);
        device.flush(0, 0);
        device.fill(0, 0, (byte) 1);
        device.putBytes(SIZE, MemorySegment.ofArray(new byte[0]), 0, 0);
        device.ntFill(5, 0, (byte) 1);
        assertThat(tape.size()).isZero();
    }

    @Test
    void threadsAreNumberedAsTheyAppear() throws InterruptedException {
        device.putLong(0, 1);
        device.record(tape);
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> {
                device.putLong(0, 1);
                device.fence();
            });
            thread.start();
            thread.join();
        }
        device.fence();
        Trace trace = tape.trace();
        assertThat(IntStream.range(0, trace.size()).map(trace::thread)).containsExactly(0, 0, 1, 1, 2, 2, 3);
    }

    @Test
    void operationsAndMilestonesAreOnTheTape() {
        device.operationBegin("before recording");
        device.operationEnd();
        device.record(tape);
        device.operationBegin("rename");
        device.fence();
        device.milestone("renamed");
        device.operationEnd();
        Trace trace = tape.trace();
        assertThat(IntStream.range(0, trace.size()).mapToObj(trace::kind))
                .containsExactly(Kind.OPERATION_BEGIN, Kind.FENCE, Kind.MILESTONE, Kind.OPERATION_END);
        assertThat(trace.text(0)).isEqualTo("rename");
        assertThat(trace.text(2)).isEqualTo("renamed");
        assertThat(trace.text(3)).isEqualTo("rename");
        assertThatThrownBy(device::operationEnd).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLoadThatFindsLatentPoisonListsItOnTheTape() {
        device.mediaErrors().poison(512, 1024, Visibility.LATENT);
        device.record(tape);
        assertThatThrownBy(() -> device.getLong(1024)).isInstanceOf(MediaErrorException.class);
        assertThatThrownBy(() -> device.getLong(1024)).isInstanceOf(MediaErrorException.class);
        assertThatThrownBy(() -> device.getAndAddLong(512, 1, AccessMode.VOLATILE))
                .isInstanceOf(MediaErrorException.class);
        assertThat(events(tape.trace())).containsExactly("POISON_LISTED [1024, +512)", "POISON_LISTED [512, +512)");
        assertThat(device.mediaErrors().listed()).containsExactly(new MediaRange(512, 1024));
    }

    // undo

    @Test
    void rollbackRestoresBytesAndMediaErrors() {
        Random random = new Random(7);
        for (int seed = 0; seed < 200; seed++) {
            TracedDevice traced = TracedDevice.ofSize(SIZE);
            new RandomCode(seed, true).run(traced, 20);
            traced.startUndo();
            List<Long> marks = new ArrayList<>();
            Map<Long, byte[]> bytesAt = new HashMap<>();
            Map<Long, MediaState> errorsAt = new HashMap<>();
            for (int i = 0; i < 5; i++) {
                long mark = traced.undoMark();
                marks.add(mark);
                bytesAt.put(mark, bytes(traced));
                errorsAt.put(mark, traced.mediaState());
                new RandomCode(seed * 100 + i, true).run(traced, random.nextInt(60));
                traced.patchWord(random.nextInt(SIZE - 8), 1 + random.nextInt(8), random.nextLong());
                traced.patchBytes(random.nextInt(SIZE - 100), MemorySegment.ofArray(new byte[100]), 0, 100);
            }
            while (!marks.isEmpty()) {
                long mark = marks.remove(random.nextInt(marks.size()));
                marks.removeIf(later -> later > mark);
                traced.rollback(mark);
                assertThat(bytes(traced)).as("seed %d", seed).isEqualTo(bytesAt.get(mark));
                assertThat(traced.mediaState()).as("seed %d", seed).isEqualTo(errorsAt.get(mark));
                new RandomCode(seed, true).run(traced, 10);
                traced.rollback(mark);
                assertThat(bytes(traced)).as("seed %d, again", seed).isEqualTo(bytesAt.get(mark));
            }
            traced.release();
        }
    }

    @Test
    void keptChangesStay() {
        device.startUndo();
        device.putLong(0, 1);
        device.stopUndo();
        device.startUndo();
        long mark = device.undoMark();
        device.putLong(0, 2);
        device.rollback(mark);
        assertThat(device.getLong(0)).isOne();
        device.putLong(8, 3);
        device.rollback(0);
        assertThat(device.getLong(0)).isOne();
        assertThat(device.getLong(8)).isZero();
    }

    @Test
    void endlessChangesAreStoppedBeforeMemoryIs() {
        TracedDevice large = TracedDevice.ofSize(64L << 20);
        large.startUndo();
        long mark = large.undoMark();
        large.fill(0, 60L << 20, (byte) 1);
        large.fill(0, 60L << 20, (byte) 2);
        assertThatThrownBy(() -> large.fill(0, 60L << 20, (byte) 3)).isInstanceOf(InstructionLimitException.class);
        assertThat(large.getByte(0)).isEqualTo((byte) 2);
        large.rollback(mark);
        assertThat(large.getByte(0)).isZero();
        large.release();
    }

    // crash images

    @Test
    void patchesAreNeitherRecordedNorCounted() {
        device.record(tape);
        device.limit(0);
        device.patchWord(1, 3, 0x00c0ffeeL);
        device.patchBytes(64, MemorySegment.ofArray(new byte[] {1, 2}), 0, 2);
        device.patchMedia(new MediaState(List.of(new MediaRange(512, 512)), List.of()));
        device.limit(1000);
        assertThat(tape.size()).isZero();
        assertThat(device.getInt(0)).isEqualTo(0xc0ffee00);
        assertThat(device.getByte(65)).isEqualTo((byte) 2);
        assertThat(device.mediaErrors().listed()).hasSize(1);
        assertThat(device.image().pages()).containsOnlyKeys(0L);
    }

    @Test
    void imageHasThePagesThatWereStoredTo() {
        long size = 64L << 30;
        TracedDevice large = TracedDevice.ofSize(size);
        large.putLong(size - 8, 7);
        large.fill(Pmem.PAGE - 1, 2, (byte) 3);
        large.fill(10L * Pmem.PAGE, Pmem.PAGE, (byte) 0);
        DeviceImage image = large.image();
        large.release();
        assertThat(image.size()).isEqualTo(size);
        assertThat(image.pages()).containsOnlyKeys(0L, (long) Pmem.PAGE, size - Pmem.PAGE);
        assertThat(image.at(size - 8)).isEqualTo((byte) 7);

        List<MediaRange> latent = List.of(new MediaRange(1 << 20, 512));
        TracedDevice copy = TracedDevice.of(image, List.of(), latent);
        assertThat(copy.image().pages().keySet()).isEqualTo(image.pages().keySet());
        assertThat(copy.getByte(Pmem.PAGE)).isEqualTo((byte) 3);
        assertThat(copy.mediaState().latent()).isEqualTo(latent);
        copy.release();
    }

    @Test
    void imageRoundTrips() {
        new RandomCode(3, false).run(device, 300);
        TracedDevice copy = TracedDevice.of(device.image(), List.of(), List.of());
        assertThat(bytes(copy)).isEqualTo(bytes(device));
        copy.release();
    }

    // limit

    @Test
    void instructionsAreCountedAndThenRefused() {
        device.limit(5);
        device.putLong(0, 1);
        device.getLong(0);
        device.flush(0, 8);
        device.fence();
        assertThat(device.instructionsLeft()).isOne();
        device.compareAndSetLong(0, 1, 2);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> device.putLong(0, 9))
                    .isInstanceOf(InstructionLimitException.class)
                    .hasMessageContaining("5");
        }
        device.limit(1);
        assertThat(device.getLong(0)).isEqualTo(2);
    }

    private static byte[] bytes(TracedDevice device) {
        byte[] all = new byte[SIZE];
        new TreeMap<>(device.image().pages())
                .forEach((offset, page) -> System.arraycopy(page, 0, all, offset.intValue(), page.length));
        return all;
    }

    private static byte[] bytes(SimulatedDevice device) {
        byte[] all = new byte[SIZE];
        BadRanges errors = (BadRanges) device.mediaErrors();
        MediaState state = errors.snapshot();
        errors.restore(MediaState.GOOD);
        device.getBytes(0, MemorySegment.ofArray(all), 0, SIZE);
        errors.restore(state);
        return all;
    }

    private static List<String> events(Trace trace) {
        return IntStream.range(0, trace.size())
                .mapToObj(
                        event -> "%s [%d, +%d)".formatted(trace.kind(event), trace.address(event), trace.length(event)))
                .toList();
    }
}
