package org.powercut.pmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.pmem.MediaErrors.Visibility;

/** G40: the badblock list rounds outward, merges, splits on partial clear, and can be put back as it was. */
class BadRangesTest {
    private static final int SIZE = 64 * Pmem.PAGE;

    private final List<MediaRange> zeroed = new ArrayList<>();
    private final BadRanges errors = new BadRanges(SIZE, zeroed::add);

    @Test
    @DisplayName("a poisoned byte poisons its whole sector and no neighbour")
    void roundsOutward() {
        errors.poison(1000, 1, Visibility.LISTED);
        assertThat(errors.listed()).containsExactly(new MediaRange(512, 512));
        assertThat(errors.isPoisoned(511, 1)).isFalse();
        assertThat(errors.isPoisoned(511, 2)).isTrue();
        assertThat(errors.isPoisoned(1023, 1)).isTrue();
        assertThat(errors.isPoisoned(1024, 100)).isFalse();
        assertThat(errors.isPoisoned(600, 0)).isFalse();
    }

    @Test
    @DisplayName("a latent sector is poisoned and not listed until a load finds it")
    void aLoadLists() {
        errors.poison(0, 4096, Visibility.LATENT);
        assertThat(errors.listed()).isEmpty();
        assertThatThrownBy(() -> errors.onLoad(1020, 8))
                .isInstanceOfSatisfying(
                        MediaErrorException.class, e -> assertThat(e.range()).isEqualTo(new MediaRange(512, 1024)));
        assertThat(errors.listed()).containsExactly(new MediaRange(512, 1024));
        assertThat(errors.poisoned()).containsExactly(new MediaRange(0, 4096));
    }

    @Test
    @DisplayName("a load over several errors names the first run of sectors")
    void theFirstRun() {
        errors.poison(512, 512, Visibility.LATENT);
        errors.poison(1024, 512, Visibility.LISTED);
        errors.poison(4096, 512, Visibility.LATENT);
        assertThatThrownBy(() -> errors.onLoad(0, SIZE))
                .isInstanceOfSatisfying(
                        MediaErrorException.class, e -> assertThat(e.range()).isEqualTo(new MediaRange(512, 1024)));
        assertThat(errors.listed()).containsExactly(new MediaRange(512, 1024));
    }

    @Test
    @DisplayName("a partial clear splits, and the media is zeroed before the poison goes")
    void clearSplits() {
        errors.poison(0, 4096, Visibility.LISTED);
        errors.clear(new MediaRange(1024, 512));
        assertThat(errors.listed()).containsExactly(new MediaRange(0, 1024), new MediaRange(1536, 2560));
        assertThat(zeroed).containsExactly(new MediaRange(1024, 512));
    }

    @Test
    @DisplayName("when zeroing fails the poison stays")
    void clearIsAllOrNothing() {
        BadRanges failing = new BadRanges(SIZE, range -> {
            throw new IllegalStateException("no");
        });
        failing.poison(0, 512, Visibility.LATENT);
        assertThatThrownBy(() -> failing.clear(new MediaRange(0, 512))).hasMessage("no");
        assertThat(failing.isPoisoned(0, 1)).isTrue();
    }

    @Test
    @DisplayName("nothing changes outside the device")
    void bounds() {
        assertThatThrownBy(() -> errors.poison(SIZE - 1, 2, Visibility.LATENT))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> errors.list(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> errors.isPoisoned(0, SIZE + 1L)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> errors.clear(new MediaRange(SIZE, 512))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> errors.restore(new MediaState(List.of(), List.of(new MediaRange(SIZE, 512)))))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(errors.isEmpty()).isTrue();
        assertThat(zeroed).isEmpty();
    }

    @Test
    @DisplayName("a state with unordered, touching or contradicting ranges is refused")
    void malformedStates() {
        MediaRange a = new MediaRange(0, 512);
        MediaRange b = new MediaRange(512, 512);
        MediaRange c = new MediaRange(1024, 512);
        assertThat(new MediaState(List.of(a, c), List.of(b))).isNotEqualTo(MediaState.GOOD);
        assertThatThrownBy(() -> new MediaState(List.of(a, b), List.of())).hasMessageContaining("lie apart");
        assertThatThrownBy(() -> new MediaState(List.of(), List.of(c, a))).hasMessageContaining("lie apart");
        assertThatThrownBy(() -> new MediaState(List.of(a, c), List.of(c))).hasMessageContaining("not both");
    }

    @Test
    @DisplayName("changes by racing threads are all kept, and readers see whole states")
    void racingThreads() throws InterruptedException {
        int threads = 4;
        List<Thread> writers = new ArrayList<>();
        List<String> torn = new CopyOnWriteArrayList<>();
        for (int t = 0; t < threads; t++) {
            int mine = t;
            writers.add(Thread.ofPlatform().start(() -> {
                for (int sector = mine; sector < SIZE / Pmem.SECTOR; sector += threads) {
                    errors.poison((long) sector * Pmem.SECTOR, 1, Visibility.LATENT);
                    errors.list((long) sector * Pmem.SECTOR, 1);
                    List<MediaRange> seen = errors.poisoned();
                    if (!errors.isPoisoned((long) sector * Pmem.SECTOR, 1) || !ascending(seen)) {
                        torn.add(sector + ": " + seen);
                    }
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(torn).isEmpty();
        assertThat(errors.listed()).containsExactly(new MediaRange(0, SIZE));
    }

    private static boolean ascending(List<MediaRange> ranges) {
        return IntStream.range(1, ranges.size())
                .allMatch(i -> ranges.get(i - 1).end() < ranges.get(i).offset());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -4096, 100})
    @DisplayName("a device is whole pages")
    void wholePages(long size) {
        assertThatThrownBy(() -> new BadRanges(size, zeroed::add)).hasMessageContaining("4096");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("10,000 random steps agree with a model that keeps one mark per sector")
    void agreesWithTheModel(long seed) {
        Random random = new Random(seed);
        int[] model = new int[SIZE / Pmem.SECTOR]; // 0 good, 1 latent, 2 listed
        MediaState savedState = errors.snapshot();
        int[] savedModel = model.clone();
        for (int step = 0; step < 10_000; step++) {
            int offset = random.nextInt(SIZE);
            int length = random.nextInt(Math.min(SIZE - offset, 1 << random.nextInt(2, 15)) + 1);
            int first = offset / Pmem.SECTOR;
            int end = length == 0 ? first : (offset + length - 1) / Pmem.SECTOR + 1;
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    errors.poison(offset, length, Visibility.LATENT);
                    for (int i = first; i < end; i++) {
                        model[i] = Math.max(model[i], 1);
                    }
                }
                case 2, 3 -> {
                    errors.poison(offset, length, Visibility.LISTED);
                    for (int i = first; i < end; i++) {
                        model[i] = 2;
                    }
                }
                case 4, 5 -> {
                    errors.list(offset, length);
                    for (int i = first; i < end; i++) {
                        model[i] *= 2;
                        model[i] = Math.min(model[i], 2);
                    }
                }
                case 6, 7, 8 -> {
                    if (first < end) {
                        errors.clear(new MediaRange((long) first * Pmem.SECTOR, (long) (end - first) * Pmem.SECTOR));
                        for (int i = first; i < end; i++) {
                            model[i] = 0;
                        }
                    }
                }
                default -> {
                    if (random.nextBoolean()) {
                        savedState = errors.snapshot();
                        savedModel = model.clone();
                    } else {
                        errors.restore(savedState);
                        model = savedModel.clone();
                    }
                }
            }
            String where = "seed " + seed + " step " + step;
            assertEquals(ranges(model, 2), errors.listed(), where);
            assertEquals(ranges(model, 1), errors.poisoned(), where);
            boolean poisoned = false;
            for (int i = first; i < end; i++) {
                poisoned |= model[i] > 0;
            }
            assertEquals(poisoned, errors.isPoisoned(offset, length), where);
            assertEquals(errors.poisoned().isEmpty(), errors.isEmpty(), where);
        }
    }

    private static List<MediaRange> ranges(int[] model, int atLeast) {
        List<MediaRange> ranges = new ArrayList<>();
        for (int i = 0; i < model.length; i++) {
            int start = i;
            while (i < model.length && model[i] >= atLeast) {
                i++;
            }
            if (i > start) {
                ranges.add(new MediaRange((long) start * Pmem.SECTOR, (long) (i - start) * Pmem.SECTOR));
            }
        }
        return ranges;
    }
}
