package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Hostile images in numbers, made from small valid ones by {@link ImageFuzzer}. An image is refused with the typed error or
 * used; nothing else comes out, nothing goes on for ever or takes all memory. An image that failed is made again by its
 * number: {@code -Dpowercut.fuzz.first=NUMBER -Dpowercut.fuzz.images=1}.
 */
class FuzzTest {
    private static final long FIRST = Long.getLong("powercut.fuzz.first", 0);
    private static final long IMAGES = Long.getLong("powercut.fuzz.images", 100_000);
    private static final int THREADS = 2;
    private static final int MOST_ESCAPES = 20;
    private static final int STACK_SHOWN = 20;
    private static final int MOST_TEXT = 1_500;

    /** One image takes a millisecond. */
    private static final Duration HANGS = Duration.ofMinutes(2);

    private final List<FuzzSeed> seeds = FuzzSeeds.all();
    private final AtomicLong next = new AtomicLong(FIRST);
    /** The first one of each place. */
    private final Map<String, String> escapes = new ConcurrentSkipListMap<>();

    @Test
    @DisplayName(
            "100,000 spoiled images are refused with the typed error, or used, or repaired, and nothing else happens")
    void nothingEscapes() throws InterruptedException {
        List<FuzzRun> runs = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            FuzzRun run = new FuzzRun(seeds);
            runs.add(run);
            threads.add(Thread.ofPlatform().name("fuzz").daemon().start(() -> work(run)));
        }
        for (int i = 0; i < THREADS; i++) {
            await(threads.get(i), runs.get(i));
        }
        assertThat(String.join("\n", escapes.values())).isEmpty();
        if (IMAGES >= 1_000) {
            requireOfEach(runs.stream().map(FuzzRun::counts));
        }
    }

    /** Neither is all refused at the door, nor is all too tame. */
    private static void requireOfEach(Stream<FuzzRun.Counts> counts) {
        FuzzRun.Counts all = counts.reduce(FuzzRun.Counts.NONE, FuzzRun.Counts::plus);
        assertThat(all.refused()).isGreaterThan(IMAGES / 4);
        assertThat(all.mounted()).isGreaterThan(IMAGES / 4);
        assertThat(all.repaired()).isGreaterThan(IMAGES / 50);
        assertThat(all.foundByCheck()).isGreaterThan(IMAGES / 100);
    }

    private void work(FuzzRun run) {
        long number = next.getAndIncrement();
        while (number < FIRST + IMAGES && escapes.size() < MOST_ESCAPES) {
            try {
                run.image(number);
            } catch (Throwable e) { // an error, too, is an escape
                escapes.putIfAbsent(
                        place(e), run.describe() + ": " + shortened(e.toString()) + "\n" + stack(e.getStackTrace()));
            }
            number = next.getAndIncrement();
        }
    }

    private void await(Thread thread, FuzzRun run) throws InterruptedException {
        long number;
        do {
            number = run.number();
        } while (!thread.join(HANGS) && run.number() != number);
        if (thread.isAlive()) {
            escapes.put("hang", "hangs: " + run.describe() + "\n" + stack(thread.getStackTrace()));
        }
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(MOST_TEXT, text.length()));
    }

    /** Escapes at the same place count as one. */
    private static String place(Throwable e) {
        return e.getClass() + own(e.getStackTrace()).limit(2).toList().toString();
    }

    private static String stack(StackTraceElement[] frames) {
        return "    at "
                + String.join("\n    at ", own(frames).limit(STACK_SHOWN).toList());
    }

    private static Stream<String> own(StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .filter(frame -> frame.getClassName().startsWith("org.powercut"))
                .map(StackTraceElement::toString);
    }
}
