package org.powercut.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.powercut.pmem.AccessMode;

/** What is appended to a tape is what its trace tells. */
class TapeTest {

    @Test
    void storesComeBack() {
        Tape tape = new Tape();
        tape.store(Kind.STORE, AccessMode.RELEASE, 2, 3, 70_000, 1L << 40, 8, -2);
        tape.store(Kind.LOCKED, AccessMode.VOLATILE, 0, 65_535, Integer.MAX_VALUE, 12, 4, 0x0807_0605_0403_0201L);
        Trace trace = tape.trace();
        assertThat(trace.size()).isEqualTo(2);
        assertThat(trace.kind(0)).isEqualTo(Kind.STORE);
        assertThat(trace.mode(0)).isEqualTo(AccessMode.RELEASE);
        assertThat(trace.tear(0)).isEqualTo(2);
        assertThat(trace.thread(0)).isEqualTo(3);
        assertThat(trace.site(0)).isEqualTo(70_000);
        assertThat(trace.address(0)).isEqualTo(1L << 40);
        assertThat(trace.length(0)).isEqualTo(8);
        assertThat(trace.storedWord(0, 0)).isEqualTo(-2);
        assertThat(trace.kind(1)).isEqualTo(Kind.LOCKED);
        assertThat(trace.thread(1)).isEqualTo(65_535);
        assertThat(trace.site(1)).isEqualTo(Integer.MAX_VALUE);
        assertThat(trace.length(1)).isEqualTo(4);
        assertThat(trace.storedByte(1, 2)).isEqualTo((byte) 3);
    }

    @Test
    void bulkStoresComeBackFromAnyPlace() {
        byte[] bytes = new byte[3000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        Tape tape = new Tape();
        tape.bulkStore(Kind.STORE, 0, 0, 1, 100, MemorySegment.ofArray(bytes), 5, 21);
        tape.bulkStore(Kind.NT_STORE, 4, 1, 2, 200, MemorySegment.ofArray(bytes), 0, bytes.length);
        Trace trace = tape.trace();
        assertThat(trace.length(0)).isEqualTo(21);
        assertThat(trace.storedByte(0, 20)).isEqualTo(bytes[25]);
        // bytes behind the end of a store are zero, even where the next one's follow
        assertThat(trace.storedWord(0, 16))
                .isEqualTo((bytes[21] & 0xffL)
                        | (bytes[22] & 0xffL) << 8
                        | (bytes[23] & 0xffL) << 16
                        | (bytes[24] & 0xffL) << 24
                        | (bytes[25] & 0xffL) << 32);
        assertThat(trace.length(1)).isEqualTo(3000);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(trace.storedByte(1, i)).isEqualTo(bytes[i]);
        }
    }

    /** More than the first chunk of events, and than the chunks of bytes that are on the heap. */
    @Test
    void longRunsComeBack() {
        byte[] bytes = new byte[5001];
        new Random(7).nextBytes(bytes);
        Tape tape = new Tape();
        for (int i = 0; i < 20_000; i++) {
            tape.store(Kind.STORE, AccessMode.PLAIN, 0, 0, i, 8L * i, 8, ~i);
            tape.bulkStore(Kind.STORE, 0, 0, i, 3L * i, MemorySegment.ofArray(bytes), i % 1000, 4001);
        }
        Trace trace = tape.trace();
        tape.clear();
        tape.bulkStore(Kind.STORE, 0, 0, 0, 0, MemorySegment.ofArray(new byte[1 << 21]), 0, 1 << 21);
        assertThat(trace.size()).isEqualTo(40_000);
        for (int i = 0; i < 20_000; i += 7) {
            assertThat(trace.site(2 * i)).isEqualTo(i);
            assertThat(trace.storedWord(2 * i, 0)).isEqualTo(~i);
            int bulk = 2 * i + 1;
            assertThat(trace.length(bulk)).isEqualTo(4001);
            for (int at : new int[] {0, 1, 5, 1999, 3990, 4000}) {
                assertThat(trace.storedByte(bulk, at)).isEqualTo(bytes[i % 1000 + at]);
                assertThat((byte) trace.storedWord(bulk, at)).isEqualTo(bytes[i % 1000 + at]);
                assertThat((byte) (trace.storedWord(bulk, at) >>> 56))
                        .isEqualTo(at + 7 < 4001 ? bytes[i % 1000 + at + 7] : 0);
            }
        }
    }

    @Test
    void aLongTraceStaysAsItWas() {
        Tape tape = new Tape();
        for (int i = 0; i < 8192; i++) {
            tape.store(Kind.STORE, AccessMode.PLAIN, 0, 0, 0, i, 8, i);
        }
        Trace full = tape.trace();
        tape.store(Kind.STORE, AccessMode.PLAIN, 0, 0, 0, 8192, 8, 8192);
        Trace longer = tape.trace();
        tape.clear();
        for (int i = 0; i < 10_000; i++) {
            tape.fence(Kind.FENCE, 0, 0);
        }
        assertThat(full.size()).isEqualTo(8192);
        assertThat(longer.size()).isEqualTo(8193);
        for (int i = 0; i < 8192; i++) {
            assertThat(full.storedWord(i, 0)).isEqualTo(i);
            assertThat(longer.address(i + 1)).isEqualTo(i + 1);
        }
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Tape().bulkStore(Kind.STORE, 0, 0, 0, 0, MemorySegment.NULL, 0, 1L << 32))
                .withMessageContaining("2^32");
    }

    @Test
    void aTraceStaysAsItWas() {
        Tape tape = new Tape();
        for (int i = 0; i < 1000; i++) {
            tape.store(Kind.STORE, AccessMode.PLAIN, 0, 0, 0, 8L * i, 8, i);
        }
        tape.marker(Kind.MILESTONE, 2, "done");
        Trace trace = tape.trace();
        tape.clear();
        tape.fence(Kind.FENCE, 0, 0);
        assertThat(trace.size()).isEqualTo(1001);
        assertThat(trace.address(999)).isEqualTo(8 * 999);
        assertThat(trace.storedWord(999, 0)).isEqualTo(999);
        assertThat(trace.text(1000)).isEqualTo("done");
        assertThat(trace.thread(1000)).isEqualTo(2);
        assertThat(tape.trace().size()).isOne();
        assertThat(tape.trace().kind(0)).isEqualTo(Kind.FENCE);
    }
}
