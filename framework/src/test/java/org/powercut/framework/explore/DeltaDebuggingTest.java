package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaDebuggingTest {
    private static final int PLENTY = 100_000;

    @Test
    void keepsWhatTheFailureNeedsInItsOrder() {
        List<Integer> all = IntStream.range(0, 1000).boxed().toList();

        DeltaDebugging.Result<Integer> result =
                DeltaDebugging.minimize(all, left -> left.containsAll(Set.of(3, 500, 501, 999)), PLENTY);

        assertThat(result.elements()).containsExactly(3, 500, 501, 999);
        assertThat(result.minimal()).isTrue();
        assertThat(result.tries()).isLessThan(200);
    }

    @Test
    void leavesNothingOfAListThatFailsWithoutAnyElement() {
        DeltaDebugging.Result<String> result = DeltaDebugging.minimize(List.of("a", "b"), left -> true, PLENTY);

        assertThat(result.elements()).isEmpty();
        assertThat(result.tries()).isEqualTo(1);
    }

    @Test
    void leavesOutWhatLaterElementsNeeded() {
        // without c, b is not needed; without b, a is not
        Predicate<List<String>> fails = left -> left.contains("d")
                && (!left.contains("c") || left.contains("b"))
                && (!left.contains("b") || left.contains("a"));

        assertThat(DeltaDebugging.minimize(List.of("a", "b", "c", "d"), fails, PLENTY)
                        .elements())
                .containsExactly("d");
    }

    @Test
    void saysThatItsTriesRanOut() {
        List<Integer> all = IntStream.range(0, 64).boxed().toList();
        int[] asked = {0};

        DeltaDebugging.Result<Integer> result = DeltaDebugging.minimize(
                all,
                left -> {
                    asked[0]++;
                    return left.contains(63);
                },
                3);

        assertThat(result.minimal()).isFalse();
        assertThat(result.tries()).isEqualTo(3).isEqualTo(asked[0]);
        assertThat(result.elements()).contains(63);
    }

    @Test
    void refusesLessThanNoTry() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeltaDebugging.minimize(List.of(1), left -> true, -1))
                .withMessageContaining("-1");
    }

    /** Against any predicate, one that has no rhyme or reason too: what is left fails, and with one fewer it does not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 12})
    void isMinimalForAnyPredicate(int size) {
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(size);
        List<Integer> all = IntStream.range(0, size).boxed().toList();
        for (int round = 0; round < 300; round++) {
            BitSet failing = new BitSet();
            IntStream.range(0, 1 << size).filter(set -> random.nextInt(3) == 0).forEach(failing::set);
            failing.set((1 << size) - 1);
            Predicate<List<Integer>> fails = left -> failing.get(asBits(left));

            DeltaDebugging.Result<Integer> result = DeltaDebugging.minimize(all, fails, PLENTY);

            assertThat(fails.test(result.elements())).isTrue();
            assertThat(result.minimal()).isTrue();
            for (Integer each : result.elements()) {
                List<Integer> fewer = new ArrayList<>(result.elements());
                fewer.remove(each);
                assertThat(fails.test(fewer)).isFalse();
            }
        }
    }

    private static int asBits(List<Integer> elements) {
        return elements.stream().mapToInt(each -> 1 << each).sum();
    }
}
