package org.powercut.pmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PendingPagesTest {
    private final PendingPages pending = new PendingPages();

    @Test
    @DisplayName("ranges are rounded out to pages, neighbours join, and nothing is left after a drain")
    void joins() {
        pending.add(4095, 2);
        pending.add(8192, 0);
        pending.add(8192, 64);
        pending.add(40_960, 1);
        assertThat(drained()).containsOnly(entry(0L, 12_288L), entry(40_960L, 4096L));
        assertThat(drained()).isEmpty();
    }

    @Test
    @DisplayName("many scattered ranges become one that spans them")
    void overflow() {
        for (int i = 0; i <= PendingPages.MOST; i++) {
            pending.add((2L * i + 1) * Pmem.PAGE, 1);
        }
        assertThat(drained()).containsExactly(entry((long) Pmem.PAGE, (2L * PendingPages.MOST + 1) * Pmem.PAGE));
    }

    @Test
    @DisplayName("a range whose action fails stays pending")
    void failure() {
        pending.add(0, 1);
        assertThatThrownBy(() -> pending.drain((offset, length) -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(drained()).containsOnlyKeys(0L);
    }

    @Test
    @DisplayName("whatever is added is drained, in at most a few ranges")
    void nothingIsLost() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            BitSet added = new BitSet();
            for (int i = random.nextInt(40); i > 0; i--) {
                int page = random.nextInt(200);
                int pages = random.nextInt(1, 5);
                pending.add((long) page * Pmem.PAGE + random.nextInt(Pmem.PAGE), (pages - 1L) * Pmem.PAGE + 1);
                added.set(page, page + pages);
            }
            Map<Long, Long> ranges = drained();
            ranges.forEach(
                    (offset, length) -> added.clear((int) (offset / Pmem.PAGE), (int) ((offset + length) / Pmem.PAGE)));
            assertThat(added.isEmpty()).as("round %d", round).isTrue();
            assertThat(ranges.size()).isLessThanOrEqualTo(PendingPages.MOST);
        }
    }

    private Map<Long, Long> drained() {
        Map<Long, Long> ranges = new TreeMap<>();
        pending.drain((offset, length) -> ranges.merge(offset, length, Math::max));
        return ranges;
    }
}
