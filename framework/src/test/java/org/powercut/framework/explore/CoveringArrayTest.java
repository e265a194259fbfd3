package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every combination of any two or three parameters is in some row. */
class CoveringArrayTest {

    @ParameterizedTest
    @CsvSource({
        "2, 1, 2",
        "2, 2, 2",
        "2, 3, 2",
        "2, 60, 2",
        "2, 300, 2",
        "2, 40, 9",
        "2, 20, 16",
        "3, 3, 2",
        "3, 30, 2",
        "3, 12, 5"
    })
    @DisplayName("every combination occurs, with mixed levels too")
    void everyCombination(int strength, int parameters, int most) {
        SplittableRandom random = new SplittableRandom(parameters);
        int[] levels = new int[parameters];
        Arrays.setAll(levels, i -> i == 0 ? most : random.nextInt(2, most + 1));
        CoveringArray array = CoveringArray.of(strength, levels);
        assertThat(array.strength()).isEqualTo(strength);
        int[] chosen = new int[strength];
        check(array, levels, chosen, 0, 0);
    }

    private static void check(CoveringArray array, int[] levels, int[] chosen, int depth, int from) {
        if (depth == chosen.length) {
            BitSet seen = new BitSet();
            for (long row = 0; row < array.rows(); row++) {
                int combination = 0;
                for (int parameter : chosen) {
                    combination = combination * levels[parameter] + array.level(row, parameter);
                }
                seen.set(combination);
            }
            int all = Arrays.stream(chosen).map(parameter -> levels[parameter]).reduce(1, (a, b) -> a * b);
            assertThat(seen.cardinality())
                    .as("combinations of %s", Arrays.toString(chosen))
                    .isEqualTo(all);
            return;
        }
        for (int parameter = from; parameter < levels.length; parameter++) {
            chosen[depth] = parameter;
            check(array, levels, chosen, depth + 1, parameter + 1);
        }
    }

    @Test
    @DisplayName("rows grow slowly")
    void rows() {
        int[] words = new int[512];
        Arrays.fill(words, 2);
        assertThat(CoveringArray.of(2, words).rows()).isLessThanOrEqualTo(100);
        assertThat(CoveringArray.of(3, words).rows()).isLessThan(10_000);
        int[] many = new int[100_000];
        Arrays.fill(many, 2);
        assertThat(CoveringArray.of(2, many).rows()).isLessThan(500);
    }

    @Test
    @DisplayName("what cannot be made is refused")
    void tooManyLevels() {
        assertThatThrownBy(() -> CoveringArray.of(2, new int[] {62, 2})).isInstanceOf(IllegalArgumentException.class);
    }
}
