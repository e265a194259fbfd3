package org.powercut.framework.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.powercut.framework.model.OrderingUse.Count;
import org.powercut.pmem.AccessMode;

/** Needless flushes and fences are told from those that something waits for. */
class OrderingUseTest {
    private static final int STORE = 1;
    private static final int FLUSH = 2;
    private static final int FENCE = 3;
    private static final int AGAIN = 4;

    private final Tape tape = new Tape();

    @Test
    void storeFlushFenceIsNeeded() {
        store(0, 0);
        flush(FLUSH, 0, 0, 8);
        fence(FENCE, 0);
        assertThat(use(FLUSH)).isEqualTo(new Count(1, 1));
        assertThat(use(FENCE)).isEqualTo(new Count(1, 1));
        assertThat(use(STORE)).as("a store is neither").isNull();
    }

    @Test
    void theSecondOfTwoIsNeedless() {
        store(0, 0);
        flush(FLUSH, 0, 0, 8);
        flush(AGAIN, 0, 0, 64);
        fence(FENCE, 0);
        fence(AGAIN, 0);
        assertThat(use(FLUSH)).isEqualTo(new Count(1, 1));
        assertThat(use(FENCE)).isEqualTo(new Count(1, 1));
        assertThat(use(AGAIN)).isEqualTo(new Count(2, 0));
    }

    @Test
    void whatWasStoredSinceTheFlushNeedsAnother() {
        store(0, 0);
        flush(FLUSH, 0, 0, 8);
        store(0, 8);
        fence(FENCE, 0);
        flush(FLUSH, 0, 0, 8);
        fence(FENCE, 0);
        assertThat(use(FLUSH)).isEqualTo(new Count(2, 2));
        assertThat(use(FENCE)).isEqualTo(new Count(2, 2));
    }

    @Test
    void aFlushOfCleanLinesIsNeedlessAndSoIsItsFence() {
        store(0, 64);
        flush(FLUSH, 0, 128, 256);
        fence(FENCE, 0);
        assertThat(use(FLUSH)).isEqualTo(new Count(1, 0));
        assertThat(use(FENCE)).isEqualTo(new Count(1, 0));
    }

    @Test
    void oneDirtyLineOfALongRangeIsEnough() {
        store(0, 1 << 20);
        flush(FLUSH, 0, 0, 1L << 30);
        flush(AGAIN, 0, 0, 1L << 30);
        assertThat(use(FLUSH)).isEqualTo(new Count(1, 1));
        assertThat(use(AGAIN)).isEqualTo(new Count(1, 0));
    }

    @Test
    void nonTemporalStoresNeedAFenceAndNoFlush() {
        tape.store(Kind.NT_STORE, AccessMode.PLAIN, 0, 0, STORE, 0, 8, 1);
        flush(FLUSH, 0, 0, 8);
        fence(FENCE, 0);
        assertThat(use(FLUSH)).isEqualTo(new Count(1, 0));
        assertThat(use(FENCE)).isEqualTo(new Count(1, 1));
    }

    @Test
    void anotherThreadsFenceCompletesNothing() {
        store(0, 0);
        flush(FLUSH, 0, 0, 8);
        fence(AGAIN, 1);
        fence(FENCE, 0);
        assertThat(use(AGAIN)).isEqualTo(new Count(1, 0));
        assertThat(use(FENCE)).isEqualTo(new Count(1, 1));
    }

    @Test
    void anotherThreadMayNeedAFlushOfItsOwn() {
        store(0, 0);
        flush(FLUSH, 0, 0, 8);
        flush(AGAIN, 1, 0, 8);
        fence(FENCE, 1);
        assertThat(use(AGAIN)).isEqualTo(new Count(1, 1));
        assertThat(use(FENCE)).isEqualTo(new Count(1, 1));
    }

    @Test
    void lockedInstructionsAndVolatileStoresFence() {
        store(0, 0);
        flush(FLUSH, 0, 0, 8);
        tape.store(Kind.LOCKED, AccessMode.VOLATILE, 0, 0, STORE, 64, 8, 1);
        fence(FENCE, 0);
        flush(AGAIN, 0, 64, 8);
        tape.store(Kind.STORE, AccessMode.VOLATILE, 0, 0, STORE, 128, 8, 1);
        fence(FENCE, 0);
        assertThat(use(FENCE)).isEqualTo(new Count(2, 0));
        assertThat(use(AGAIN)).isEqualTo(new Count(1, 1));
    }

    @Test
    void tracesAddUp() {
        store(0, 0);
        flush(FLUSH, 0, 0, 8);
        OrderingUse all = new OrderingUse();
        all.add(tape.trace());
        OrderingUse more = new OrderingUse();
        more.add(tape.trace());
        more.add(all);
        assertThat(more.counts()).containsOnlyKeys(FLUSH).containsValue(new Count(2, 2));
    }

    private void store(int thread, long address) {
        tape.store(Kind.STORE, AccessMode.PLAIN, 0, thread, STORE, address, 8, 1);
    }

    private void flush(int site, int thread, long address, long length) {
        tape.flush(Kind.CLWB, thread, site, address, length);
    }

    private void fence(int site, int thread) {
        tape.fence(Kind.FENCE, thread, site);
    }

    private @org.jspecify.annotations.Nullable Count use(int site) {
        OrderingUse use = new OrderingUse();
        use.add(tape.trace());
        return use.counts().get(site);
    }
}
