package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
    @Test
    void aFewNamesAreAllShown() {
        assertThat(NearestNames.of("x", List.of("ADR", "EADR"))).isEqualTo("there are ADR, EADR");
        assertThat(NearestNames.of("x", List.of("ADR"))).isEqualTo("there is ADR");
    }

    @Test
    void ofManyTheNearestAreShown() {
        List<String> known = new ArrayList<>(
                IntStream.range(0, 40).mapToObj(i -> "Something" + i).toList());
        known.add("RenameReplacesTheTarget");
        assertThat(NearestNames.of("RenamReplaces*", known))
                .startsWith("did you mean RenameReplacesTheTarget, ")
                .endsWith("./powercut list shows all 41")
                .hasSizeLessThan(120);
    }

    @Test
    void aPartOfANameIsAtNoDistance() {
        assertThat(NearestNames.distance("rename", "the rename test")).isZero();
        assertThat(NearestNames.distance("renme", "the rename test")).isEqualTo(1);
        assertThat(NearestNames.distance("abc", "")).isEqualTo(3);
    }
}
