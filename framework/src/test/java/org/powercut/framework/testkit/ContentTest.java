package org.powercut.framework.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

class ContentTest {

    @Test
    void noByteIsZeroAndVersionsDifferInEveryWord() {
        byte[] one = Content.of(1, 4096);
        byte[] two = Content.of(2, 4096);
        for (int word = 0; word < 512; word++) {
            assertThat(Content.word(1, word)).isNotEqualTo(Content.word(2, word));
            assertThat(Content.word(1, word)).isNotEqualTo(Content.word(1, word + 1));
        }
        assertThat(one).doesNotContain(0);
        assertThat(two).doesNotContain(0);
    }

    @Test
    void aShorterContentIsThePrefixOfALongerOne() {
        assertThat(Content.of(3, 1001)).isEqualTo(Arrays.copyOf(Content.of(3, 5000), 1001));
    }

    @Test
    void patchingGrowsAndLeavesTheRest() {
        byte[] patched = Content.patched(new byte[] {1, 2, 3}, 2, new byte[] {9, 9, 9});
        assertThat(patched).containsExactly(1, 2, 9, 9, 9);
        assertThat(Content.patched(new byte[8], 0, 0x0102L)).startsWith(2, 1, 0);
    }

    @Test
    void aTornWordIsForeign() {
        byte[] old = Content.of(1, 40);
        byte[] next = Content.of(2, 40);
        byte[] found = old.clone();
        System.arraycopy(next, 8, found, 8, 16);
        assertThat(Content.foreignWord(found, old, next)).isEqualTo(-1);
        found[18] = (byte) ~found[18];
        assertThat(Content.foreignWord(found, old, next)).isEqualTo(2);
    }

    @Test
    void whatIsShorterCountsAsZeros() {
        assertThat(Content.foreignWord(new byte[20], new byte[0])).isEqualTo(-1);
        assertThat(Content.foreignWord(Content.of(1, 20), Content.of(1, 16))).isEqualTo(2);
    }

    @Test
    void messagesTellTheFirstPlaceThatIsWrong() {
        byte[] old = {1, 2, 3};
        assertThatContent(old).is(old.clone()).isEither(old, new byte[1]).hasWordsOf(old);
        assertThatThrownBy(() -> assertThatContent(old).as("it").is(new byte[] {1, 7, 3}))
                .hasMessage("[it] byte 1 is 0x02, not 0x07");
        assertThatThrownBy(() -> assertThatContent(old).isEither(new byte[4], new byte[] {1, 2}))
                .hasMessage(
                        "neither the old content: byte 0 is 0x01, not 0x00; nor the new one: it has 3 bytes, not 2");
        assertThatThrownBy(() -> assertThatContent(old).hasWordsOf(new byte[0], new byte[] {1, 2, 4}))
                .hasMessage("bytes 0 to 7 are 0x0102030000000000, not 0x0000000000000000 or 0x0102040000000000");
    }

    @Test
    void findsThePageOfAContentAndRefusesToGuess() {
        try (PmemDevice device = SimulatedDevice.ofSize(8 * 4096)) {
            byte[] content = Content.of(7, 100);
            assertThatThrownBy(() -> Content.locate(device, content)).hasMessageContaining("on no page");
            device.putBytes(5 * 4096, MemorySegment.ofArray(content), 0, 100);
            device.mediaErrors().poison(0, 1, Visibility.LATENT);
            assertThat(Content.locate(device, content)).isEqualTo(5 * 4096);
            device.putBytes(4096, MemorySegment.ofArray(content), 0, 100);
            assertThatThrownBy(() -> Content.locate(device, content)).hasMessageContaining("twice");
        }
    }
}
