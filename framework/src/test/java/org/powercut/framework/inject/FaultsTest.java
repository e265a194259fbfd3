package org.powercut.framework.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.fault.AddFence;
import org.powercut.framework.fault.AddFlush;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.ArmedFaults;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.FailFence;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.MediaFault;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.fault.PostponeFence;
import org.powercut.framework.fault.PostponeFlush;
import org.powercut.framework.fault.PostponeStore;
import org.powercut.framework.fault.ShortenFlush;
import org.powercut.framework.fault.SkipStore;
import org.powercut.framework.fault.TornWrite;
import org.powercut.framework.fault.UnsafeShutdown;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.SimulatedDevice;
import org.powercut.pmem.UnsafeShutdowns;

/** Each fault does to the device, and to the tape, what it says, and strikes where it is aimed and nowhere else. */
class FaultsTest {
    private static final SiteTable SITES = new SiteTable(
            1,
            List.of(
                    Site.UNINSTRUMENTED,
                    new Site(1, "org.example.Log", "commit", 10, "putLong", 0),
                    new Site(2, "org.example.Log", "commit", 11, "flush", 0),
                    new Site(3, "org.example.Log", "commit", 12, "fence", 0)));

    private final TracedDevice device = TracedDevice.ofSize(8192);
    private final Tape tape = new Tape();

    @AfterEach
    void release() {
        device.release();
    }

    @Test
    void dropFlush() {
        arm(new DropFlush(Aim.at("Log.commit:flush#0")));
        device.flush(0, 64, 2);
        device.flush(64, 64, 0);
        device.fence(3);
        assertThat(events()).containsExactly("CLWB 64+64", "FENCE 0+0");
    }

    @Test
    void dropFence() {
        arm(new DropFence(Aim.anywhere().occurrence(2)));
        device.fence(3);
        device.putLong(0, 1, AccessMode.VOLATILE, 1);
        device.putLong(8, 1, AccessMode.VOLATILE, 1);
        device.compareAndSetLong(16, 0, 1, 0);
        Trace trace = tape.trace();
        assertThat(events(trace)).containsExactly("FENCE 0+0", "STORE 0+8", "STORE 8+8", "LOCKED 16+8");
        assertThat(trace.mode(1)).isEqualTo(AccessMode.RELEASE);
        assertThat(trace.mode(2)).isEqualTo(AccessMode.VOLATILE);
        assertThat(device.getLong(0)).isOne();
    }

    @Test
    void failFence() {
        arm(new FailFence(Aim.at("Log.commit:fence").occurrence(2)));
        device.fence(3);
        device.putLong(0, 1, 1);
        device.flush(0, 8, 2);
        assertThatThrownBy(() -> device.fence(3))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("could not write back")
                .hasMessageContaining("Log.commit:fence");
        device.fence(3);
        assertThat(events()).containsExactly("FENCE 0+0", "STORE 0+8", "CLWB 0+8", "FENCE 0+0");
    }

    @Test
    void unsafeShutdown() {
        assertThat(device.unsafeShutdowns())
                .as("devices do not count unless asked to")
                .isEmpty();
        ArmedFaults armed = armed(0, new UnsafeShutdown(7, 3, 4));
        device.arm(armed);
        assertThat(device.unsafeShutdowns()).contains(new UnsafeShutdowns(7, 3));
        assertThat(ArmedFaults.neverStruck(List.of(armed))).hasSize(1);
        armed.enter(Phase.RECOVERY);
        assertThat(device.unsafeShutdowns()).contains(new UnsafeShutdowns(7, 4));
        armed.enter(Phase.CHECK);
        assertThat(device.unsafeShutdowns()).contains(new UnsafeShutdowns(7, 4));
        assertThat(ArmedFaults.neverStruck(List.of(armed))).isEmpty();
        assertThatThrownBy(() -> new UnsafeShutdown(7, 3, 2)).hasMessageContaining("only ever grows");
    }

    @Test
    void skipStore() {
        device.putLong(0, 7);
        arm(new SkipStore(Aim.at("Log.commit:putLong")));
        device.putLong(0, 1, 1);
        device.putLong(8, 1, 0);
        device.putLong(16, 1, AccessMode.VOLATILE, 1);
        assertThat(events()).containsExactly("STORE 8+8", "FENCE 0+0");
        assertThat(device.getLong(0)).isEqualTo(7);
        assertThat(device.getLong(16)).isZero();
    }

    @Test
    void shortenFlush() {
        arm(new ShortenFlush(Aim.anywhere()));
        device.flush(0, 64);
        device.flush(0, 65);
        device.flush(100, 100);
        device.flush(60, 8);
        assertThat(events()).containsExactly("CLWB 0+64", "CLWB 100+92", "CLWB 60+4");
    }

    @Test
    void postponeFlush() {
        arm(new PostponeFlush(Aim.at(2)));
        device.putLong(0, 1, 1);
        device.flush(0, 8, 2);
        device.fence(3);
        device.fence(3);
        assertThat(events()).containsExactly("STORE 0+8", "FENCE 0+0", "CLWB 0+8", "FENCE 0+0");
    }

    @Test
    void postponeFence() {
        arm(new PostponeFence(Aim.at(3)));
        device.fence(3);
        device.flush(0, 8, 2);
        device.ntPutBytes(4, MemorySegment.ofArray(new byte[12]), 0, 12);
        device.fence(3);
        device.fence(0);
        device.fence(3);
        device.stopRecording();
        assertThat(events())
                .containsExactly("CLWB 0+8", "STORE 4+4", "NT_STORE 8+8", "FENCE 0+0", "FENCE 0+0", "FENCE 0+0");
    }

    @Test
    void aVolatileStoreWithoutItsFenceInTimeIsAReleaseStore() {
        arm(new PostponeFence(Aim.at(1)));
        device.putLong(0, 1, AccessMode.VOLATILE, 1);
        device.putLong(8, 1, 0);
        device.putLong(16, 1, 0);
        Trace trace = tape.trace();
        assertThat(events(trace)).containsExactly("STORE 0+8", "STORE 8+8", "FENCE 0+0", "STORE 16+8");
        assertThat(trace.mode(0)).isEqualTo(AccessMode.RELEASE);
        assertThat(trace.site(2)).isEqualTo(1);
    }

    @Test
    void postponeStore() {
        arm(new PostponeStore(Aim.at(1)));
        device.putLong(0, 1, 1);
        assertThat(device.getLong(0)).as("loads see it").isOne();
        device.putInt(4, 9, 0);
        device.flush(0, 8, 2);
        device.fence(3);
        Trace trace = tape.trace();
        assertThat(events(trace)).containsExactly("STORE 4+4", "CLWB 0+8", "FENCE 0+0", "STORE 0+8");
        assertThat(trace.storedWord(3, 0)).as("what the device holds").isEqualTo(1 | 9L << 32);
        assertThat(trace.site(3)).isOne();
    }

    @Test
    void postponedEventsAreOfTheirThreadAndComeAtTheLatestWhenRecordingEnds() throws InterruptedException {
        arm(new PostponeStore(Aim.at(1)));
        device.putLong(0, 1, 1);
        Thread other = new Thread(() -> device.fence(0));
        other.start();
        other.join();
        device.putLong(8, 1, AccessMode.VOLATILE, 0);
        device.putLong(16, 1, AccessMode.VOLATILE, 1);
        device.putLong(24, 1, 1);
        device.stopRecording();
        assertThat(events())
                .containsExactly("FENCE 0+0", "STORE 8+8", "STORE 0+8", "FENCE 0+0", "STORE 16+8", "STORE 24+8");
    }

    @Test
    void addFlush() {
        arm(new AddFlush(Aim.at(1)));
        device.putLong(0, 1, 1);
        device.putLong(8, 1, 0);
        device.putBytes(60, MemorySegment.ofArray(new byte[20]), 0, 20, 1);
        device.ntPutLong(128, 1, 1);
        device.putLong(192, 1, AccessMode.VOLATILE, 1);
        device.fence(1);
        assertThat(events())
                .containsExactly(
                        "STORE 0+8",
                        "CLWB 0+8",
                        "STORE 8+8",
                        "STORE 60+20",
                        "CLWB 60+20",
                        "NT_STORE 128+8",
                        "CLWB 128+8",
                        "STORE 192+8",
                        "CLWB 192+8",
                        "FENCE 0+0");
        assertThat(tape.trace().site(1)).as("it stands where the store does").isOne();
    }

    @Test
    void addFence() {
        arm(AddFence.before(Aim.at(1)), AddFence.after(Aim.at(2)));
        device.putLong(0, 1, 1);
        device.flush(0, 8, 2);
        device.flush(0, 8, 1);
        device.putLong(8, 1, 2);
        device.getLong(8, 1);
        device.fence(1);
        assertThat(events())
                .containsExactly(
                        "FENCE 0+0",
                        "STORE 0+8",
                        "CLWB 0+8",
                        "FENCE 0+0",
                        "FENCE 0+0",
                        "CLWB 0+8",
                        "STORE 8+8",
                        "FENCE 0+0",
                        "FENCE 0+0");
    }

    @Test
    void anAddedFenceComesBehindTheAddedFlush() {
        arm(AddFence.after(Aim.at(1)), new AddFlush(Aim.at(1)));
        device.putLong(0, 1, 1);
        assertThat(events()).containsExactly("STORE 0+8", "CLWB 0+8", "FENCE 0+0");
    }

    @Test
    void whatIsAddedAtAPostponedStoreWaitsWithItAndAnAddedFenceDoesNotCallIt() {
        arm(
                new PostponeStore(Aim.at(1)),
                new AddFlush(Aim.at(1)),
                AddFence.after(Aim.at(1)),
                AddFence.after(Aim.at(2)));
        device.putLong(0, 1, 1);
        device.putLong(64, 1, 2);
        device.fence(3);
        assertThat(events())
                .containsExactly("STORE 64+8", "FENCE 0+0", "FENCE 0+0", "STORE 0+8", "CLWB 0+8", "FENCE 0+0");
    }

    @Test
    void nothingIsAddedToAnInstructionThatIsDropped() {
        arm(
                new SkipStore(Aim.at(1)),
                new AddFlush(Aim.at(1)),
                AddFence.before(Aim.at(1)),
                new DropFlush(Aim.at(2)),
                AddFence.after(Aim.at(2)));
        device.putLong(0, 1, 1);
        device.flush(0, 8, 2);
        assertThat(events()).isEmpty();
    }

    @Test
    void whatIsAddedIsNoInstructionOfTheCode() {
        arm(new AddFlush(Aim.anywhere()), AddFence.after(Aim.anywhere()));
        device.limit(2);
        device.putLong(0, 1, 1);
        device.putLong(8, 1, 1);
        assertThat(device.instructionsLeft()).isZero();
        assertThat(events()).hasSize(6);
    }

    @Test
    void tornWrite() {
        arm(new TornWrite(Aim.at(1), 2));
        device.putLong(0, 1, 1);
        device.putLong(8, 1, 0);
        device.putBytes(16, MemorySegment.ofArray(new byte[20]), 0, 20, 1);
        device.ntPutLong(64, 1, 1);
        device.directStore64(128, MemorySegment.ofArray(new byte[64]), 0, 1);
        Trace trace = tape.trace();
        assertThat(IntStream.range(0, trace.size()).map(trace::tear)).containsExactly(2, 0, 2, 2, 2);
    }

    @Test
    void mediaErrorOnRead() {
        device.putLong(600, 5);
        arm(MediaFault.onRead(Aim.anywhere().within(512, 1024).occurrence(1), Visibility.LATENT));
        assertThat(device.getLong(0)).isZero();
        assertThatThrownBy(() -> device.getLong(600)).isInstanceOf(MediaErrorException.class);
        assertThat(device.mediaErrors().listed()).containsExactly(new MediaRange(512, 512));
        assertThat(events()).containsExactly("POISON_LATENT 512+512", "POISON_LISTED 512+512");
    }

    @Test
    void mediaErrorOnWrite() {
        arm(
                MediaFault.onWrite(Aim.anywhere().occurrence(1), Visibility.LATENT),
                MediaFault.onWrite(Aim.anywhere().occurrence(2), Visibility.LISTED)
                        .of(new MediaRange(4096, 1024)));
        device.putLong(0, 1);
        device.putLong(8, 1);
        assertThat(events())
                .containsExactly("POISON_LATENT 0+512", "STORE 0+8", "POISON_LISTED 4096+1024", "STORE 8+8");
        assertThat(device.mediaState().latent()).containsExactly(new MediaRange(0, 512));
        assertThat(device.mediaErrors().listed()).containsExactly(new MediaRange(4096, 1024));
        assertThatThrownBy(() -> device.getLong(0)).isInstanceOf(MediaErrorException.class);
    }

    @Test
    void mediaErrorsAndStoresUnderFaultsAreUndone() {
        device.putLong(0, 3);
        device.startUndo();
        arm(
                MediaFault.onWrite(Aim.anywhere(), Visibility.LATENT),
                new PostponeStore(Aim.anywhere().occurrence(1)));
        long mark = device.undoMark();
        device.putLong(0, 1);
        device.putLong(1000, 1);
        device.rollback(mark);
        device.disarm();
        assertThat(device.mediaErrors().isEmpty()).isTrue();
        assertThat(device.getLong(0)).isEqualTo(3);
        assertThat(device.getLong(1000)).isZero();
    }

    @Test
    void faultsOfOnePlanCompose() {
        arm(
                new DropFlush(Aim.at("Log.*").during("rename")),
                new DropFence(Aim.at("Log.*").during("rename")),
                new TornWrite(Aim.anywhere(), 1));
        device.putLong(0, 1, 1);
        device.operationBegin("rename(/a, /b)");
        device.flush(0, 8, 2);
        device.fence(3);
        device.operationEnd();
        device.flush(0, 8, 2);
        device.fence(3);
        assertThat(events())
                .containsExactly("STORE 0+8", "OPERATION_BEGIN 0+0", "OPERATION_END 1+0", "CLWB 0+8", "FENCE 0+0");
    }

    @Test
    void nothingStrikesOnceDisarmed() {
        arm(new SkipStore(Aim.anywhere()));
        device.disarm();
        device.putLong(0, 1);
        device.arm(FaultPlan.none().arm(SITES, MediaMap::unnamed, 0));
        device.putLong(8, 1);
        assertThat(events()).containsExactly("STORE 0+8", "STORE 8+8");
    }

    @Test
    void withPostponedStoresTapeAndDeviceStillAgreeInTheEnd() {
        for (int seed = 0; seed < 200; seed++) {
            TracedDevice traced = TracedDevice.ofSize(8192);
            try (SimulatedDevice replayed = SimulatedDevice.ofSize(8192)) {
                Tape all = new Tape();
                traced.record(all);
                traced.arm(armed(
                        seed,
                        new PostponeStore(Aim.anywhere().chance(0.3)),
                        new PostponeFlush(Aim.anywhere().chance(0.3)),
                        new SkipStore(Aim.anywhere().chance(0.1)),
                        new AddFlush(Aim.anywhere().chance(0.1)),
                        AddFence.after(Aim.anywhere().chance(0.1)),
                        new TornWrite(Aim.anywhere().chance(0.1), 4)));
                new RandomCode(seed, false).run(traced, 100);
                traced.stopRecording();
                Replayed.onto(replayed, all.trace());
                for (long at = 0; at < 8192; at += 8) {
                    assertThat(traced.getLong(at))
                            .as("seed %d, byte %d", seed, at)
                            .isEqualTo(replayed.getLong(at));
                }
            } finally {
                traced.release();
            }
        }
    }

    private void arm(Fault... faults) {
        device.record(tape);
        device.arm(armed(0, faults));
    }

    private static ArmedFaults armed(long seed, Fault... faults) {
        ArmedFaults armed = FaultPlan.of("test", faults).arm(SITES, MediaMap::unnamed, seed);
        armed.enter(Phase.WORKLOAD);
        return armed;
    }

    private List<String> events() {
        return events(tape.trace());
    }

    private static List<String> events(Trace trace) {
        List<String> events = new ArrayList<>();
        for (int event = 0; event < trace.size(); event++) {
            events.add("%s %d+%d".formatted(trace.kind(event), trace.address(event), trace.length(event)));
        }
        return events;
    }
}
