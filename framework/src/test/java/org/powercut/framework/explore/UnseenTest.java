package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.inject.UnseenBytes;
import org.powercut.pmem.Pmem;

/** How many runs it takes to judge a page in flight, by what is asked about it. */
class UnseenTest {
    private static final int WORDS = Pmem.PAGE / Pmem.ATOM;

    @Test
    @DisplayName("a page each word of which may be old or new takes one run at each crash point, not 2^512")
    void legalWordsAreOneRun() {
        Exploration exploration = explorePage(device -> {
            long foreign = copy(device, Pmem.PAGE).firstFailing((position, word) -> word == 0 || word == position + 1);
            assertThat(foreign).isEqualTo(-1);
        });
        assertThat(exploration.findings()).isEmpty();
        assertThat(exploration.coverage().exhaustive()).isTrue();
        assertThat(exploration.coverage().explored())
                .isEqualTo(exploration.coverage().crashPoints());
    }

    @Test
    @DisplayName(
            "whether a page is the new one takes a run for each word that may be the first old one, and one for none")
    void equalityIsLinear() {
        Set<Integer> firsts = new TreeSet<>();
        Exploration exploration = explorePage(
                device -> firsts.add(copy(device, Pmem.PAGE).firstFailing((position, word) -> word == position + 1)));
        assertThat(exploration.coverage().exhaustive()).isTrue();
        assertThat(firsts).hasSize(WORDS + 1).contains(-1, 0, Pmem.PAGE - Pmem.ATOM);
        assertThat(exploration.coverage().explored()).isLessThanOrEqualTo(3L * (WORDS + 1));
    }

    @Test
    @DisplayName("a checksum over a line takes a run for each answer")
    void digestsAreByAnswer() {
        List<Long> answers = new ArrayList<>();
        Exploration exploration = explore(Pmem.LINE, device -> {
            long sum = device.digest(0, MemorySegment.ofArray(new byte[Pmem.LINE]), bytes -> {
                long total = 0;
                for (long at = 0; at < Pmem.LINE; at += Pmem.ATOM) {
                    total += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
                }
                return total == 1 + 9 + 17 + 25 + 33 + 41 + 49 + 57 ? 1 : 0;
            });
            answers.add(sum);
        });
        assertThat(exploration.coverage().exhaustive()).isTrue();
        assertThat(answers).contains(0L, 1L);
        assertThat(exploration.coverage().explored()).isLessThanOrEqualTo(5);
    }

    @Test
    @DisplayName("who looks at what was only asked about, or copied, sees that it is not to be trusted")
    void undecidedBytesAreSpoilt() {
        Set<String> seen = new TreeSet<>();
        explore(Pmem.LINE, device -> {
            UnseenBytes bytes = copy(device, Pmem.LINE);
            byte[] behindTheBack = bytes.target().toArray(ValueLayout.JAVA_BYTE);
            byte[] looked = bytes.look();
            for (int at = 0; at < Pmem.LINE; at += Pmem.ATOM) {
                long word = MemorySegment.ofArray(looked).get(ValueLayout.JAVA_LONG_UNALIGNED, at);
                assertThat(word).isIn(0L, at + 1L);
            }
            seen.add(Arrays.equals(behindTheBack, looked) ? "true" : "spoilt");
        });
        assertThat(seen).contains("spoilt");
    }

    @Test
    @DisplayName("bytes that are overwritten when they were copied are what they were overwritten with")
    void overwrittenBytesAreDecided() {
        Exploration exploration = explorePage(device -> {
            UnseenBytes bytes = copy(device, Pmem.PAGE, copied -> copied.fill((byte) 0));
            assertThat(bytes.firstFailing((position, word) -> word == 0)).isEqualTo(-1);
            assertThat(bytes.look()).containsOnly(0);
        });
        assertThat(exploration.findings()).isEmpty();
        assertThat(exploration.coverage().explored())
                .isEqualTo(exploration.coverage().crashPoints());
    }

    @ParameterizedTest
    @CsvSource({"3, 8", "1, 8", "0, 7", "7, 8", "0, 1", "3, 5", "0, 8"})
    @DisplayName(
            "of a word of which a part is overwritten when it was copied, the rest is what it was, whatever it is overwritten with")
    void partlyOverwrittenWords(int from, int to) {
        Set<Byte> others = new TreeSet<>();
        Exploration exploration = explore(Pmem.LINE, device -> {
            // each value, so that it is also what a byte was spoilt with
            for (int value = 0; value < 256; value++) {
                byte with = (byte) value;
                byte[] bytes = copy(device, 9, copied -> {
                            copied.asSlice(from, to - from).fill(with);
                            copied.asSlice(8).fill(with);
                        })
                        .look();
                assertThat(Arrays.copyOfRange(bytes, from, to)).containsOnly(with);
                assertThat(bytes[8]).isEqualTo(with);
                for (int i = 0; i < 8; i++) {
                    if (i < from || i >= to) {
                        assertThat(bytes[i]).isIn((byte) 0, (byte) (i == 0 ? 1 : 0));
                        others.add(bytes[i]);
                    }
                }
            }
        });
        assertThat(exploration.findings()).isEmpty();
        assertThat(exploration.coverage().exhaustive()).isTrue();
        assertThat(others.contains((byte) 1)).isEqualTo(from > 0);
    }

    @Test
    @DisplayName("a question that fails for some contents fails there, and has an answer elsewhere")
    void failingQuestionsAreAnswersToo() {
        Set<String> seen = new TreeSet<>();
        Exploration exploration = explore(2 * Pmem.ATOM, device -> {
            try {
                seen.add(""
                        + device.digest(0, MemorySegment.ofArray(new byte[2 * Pmem.ATOM]), bytes -> {
                            if (bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0) == 0) {
                                throw new IllegalStateException("no first word");
                            }
                            return bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
                        }));
            } catch (IllegalStateException e) {
                seen.add(e.getMessage());
            }
        });
        assertThat(exploration.coverage().exhaustive()).isTrue();
        assertThat(seen).containsExactlyInAnyOrder("0", "9", "no first word");
    }

    @Test
    @DisplayName("a store that fails has overwritten nothing")
    void failedStoresOverwriteNothing() {
        Set<Long> seen = new TreeSet<>();
        explore(Pmem.ATOM, device -> {
            try {
                device.putBytes(0, MemorySegment.ofArray(new byte[1]), 0, Pmem.ATOM);
            } catch (IndexOutOfBoundsException e) {
                seen.add(device.getLong(0));
            }
        });
        assertThat(seen).containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    @DisplayName("the last bytes of a content that ends within a word are compared without those behind them")
    void endsWithinAWord() {
        Exploration exploration = explorePage(device -> {
            UnseenBytes bytes = copy(device, 12);
            assertThat(bytes.firstFailing((position, word) -> word == 0 || word == (position + 1 & 0xffff_ffffL)))
                    .isEqualTo(-1);
        });
        assertThat(exploration.findings()).isEmpty();
    }

    private interface Check {
        void look(TracedDevice device);
    }

    private static Exploration explorePage(Check check) {
        return explore(Pmem.PAGE, check);
    }

    /** Non-temporal stores of a number to each word, and a fence. */
    private static Exploration explore(int length, Check check) {
        Recording recording = Recorder.record(device -> {
            for (int at = 0; at < length; at += Pmem.ATOM) {
                device.ntPutLong(at, at + 1);
            }
            device.fence();
        });
        Subject subject = Recorder.checked((device, crash) -> check.look(device));
        return new Explorer().explore(recording, () -> subject, new Settings().get(), states -> {});
    }

    private static UnseenBytes copy(TracedDevice device, int length) {
        return copy(device, length, copied -> {});
    }

    /** @param overwrite what a file system does to its copy */
    private static UnseenBytes copy(TracedDevice device, int length, Consumer<MemorySegment> overwrite) {
        return UnseenBytes.copy(device, length, target -> {
            device.getBytes(0, target, 0, length);
            overwrite.accept(target);
        });
    }
}
