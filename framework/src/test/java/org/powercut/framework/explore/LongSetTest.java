package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LongSetTest {

    @Test
    void isASet() {
        LongSet set = new LongSet(1 << 20);
        Set<Long> same = new HashSet<>();
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            // few enough values to repeat, spread as hashes are; zero among them
            long hash = random.nextInt(50_000) * 0x9e3779b97f4a7c15L;
            assertThat(set.add(hash)).isEqualTo(same.add(hash));
        }
    }

    @Test
    void stopsRememberingAtItsBoundButForgetsNothing() {
        LongSet set = new LongSet(100);
        for (long i = 1; i <= 100; i++) {
            assertThat(set.add(i)).isTrue();
        }
        assertThat(set.add(101)).isTrue();
        assertThat(set.add(101)).isTrue();
        for (long i = 1; i <= 100; i++) {
            assertThat(set.add(i)).isFalse();
        }
        set.clear();
        assertThat(set.add(1)).isTrue();
        assertThat(set.add(1)).isFalse();
    }
}
