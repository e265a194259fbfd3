package org.powercut.framework.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GlobTest {
    @Test
    void agreesWithRegularExpressions() {
        Random random = new Random(1);
        int matches = 0;
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "ab[*", 6);
            String text = word(random, "ab[", 8);
            String expression = pattern.chars()
                    .mapToObj(c -> c == '*' ? ".*" : Pattern.quote(Character.toString(c)))
                    .collect(Collectors.joining());
            boolean expected = text.matches(expression);
            assertThat(Glob.matches(pattern, text))
                    .as("'%s' on '%s'", pattern, text)
                    .isEqualTo(expected);
            matches += expected ? 1 : 0;
        }
        assertThat(matches).isBetween(1_000, 19_000);
    }

    private static String word(Random random, String letters, int most) {
        return random.ints(random.nextInt(most + 1), 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
