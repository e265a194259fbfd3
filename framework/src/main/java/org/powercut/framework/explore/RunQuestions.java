package org.powercut.framework.explore;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.powercut.framework.inject.LoadObserver;
import org.powercut.framework.inject.UnseenBytes;
import org.powercut.framework.inject.WordTest;
import org.powercut.pmem.Digest;
import org.powercut.pmem.Pmem;

/**
 * Turns what the runs of a {@link ReadTree} load, ask and compare into its decisions: bytes that are loaded are told apart by what they
 * are; where only the answer of a function is asked for ({@link #digesting}), or a test of words ({@link #firstFailing}), by the
 * answer. Is told of ranges that may touch words in flight, and of no others.
 */
final class RunQuestions {
    /** More combinations of parts are not asked what a function makes of them: the bytes are loaded instead. */
    private static final int MOST_COMBINATIONS = 1 << 16;

    /** The class of contents in which nothing of a part has reached a word. */
    private static final String BELOW = "below";

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final ReadTree tree;
    private final WordsInFlight words;

    /** The questions of the run at hand that are known to have one answer. */
    private final List<Answer> answered = new ArrayList<>();

    private int asked;
    private boolean repeats;
    private int tests;

    /**
     * A question that what is decided on the path leaves one answer to.
     *
     * @param steps of the path when it was asked
     * @param loaded whether there was too much to ask, and the bytes were loaded
     */
    private record Answer(int steps, boolean loaded) {}

    RunQuestions(ReadTree tree, WordsInFlight words) {
        this.tree = tree;
        this.words = words;
    }

    /** A run begins. */
    void begin() {
        asked = 0;
        repeats = false;
    }

    /** The next run may learn otherwise of what was asked when the path had more steps than that. */
    void forgetAfter(int steps) {
        while (!answered.isEmpty() && answered.getLast().steps() > steps) {
            answered.removeLast();
        }
    }

    /** See {@link LoadObserver#loading}. */
    void loading(long offset, long length) {
        long end = offset + length;
        for (int word = words.first(offset);
                word < words.count() && words.address(word) < end;
                word = words.next(word)) {
            if (!words.isOverwritten(word, tree.run())) {
                decide(word, mask(words.address(word), offset, end));
            }
        }
    }

    /** See {@link LoadObserver#storing}. */
    void storing(long offset, long length) {
        long end = offset + length;
        for (int word = words.first(offset);
                word < words.count() && words.address(word) < end;
                word = words.next(word)) {
            if (mask(words.address(word), offset, end) == -1L) {
                words.overwrite(word, tree.run());
            } else {
                // a part of it over what was there: at a power cut that has to be known
                decide(word, -1L);
            }
        }
    }

    /** See {@link LoadObserver#digesting}. */
    long digesting(long offset, MemorySegment buffer, Digest digest) {
        long end = offset + buffer.byteSize();
        List<Integer> open = openWords(offset, end);
        if (answerFor(open, offset, buffer, digest).loaded()) {
            loading(offset, end - offset);
            return digest.of(buffer);
        }
        for (int word : open) {
            put(words.address(word) - offset, words.current(word), buffer);
        }
        long answer = digest.of(buffer);
        // who looks at what was only asked about must not take one possible value for all
        for (int word : openWords(offset, end)) {
            put(words.address(word) - offset, ~words.current(word), buffer);
        }
        return answer;
    }

    private Answer answerFor(List<Integer> open, long offset, MemorySegment buffer, Digest digest) {
        if (repeats) {
            return answer(open, offset, buffer, digest);
        }
        if (asked == answered.size()) {
            answered.add(answer(open, offset, buffer, digest));
        }
        return answered.get(asked++);
    }

    /** Sees to it that there is one answer. */
    private Answer answer(List<Integer> open, long offset, MemorySegment buffer, Digest digest) {
        List<Part> together = parts(open);
        Answer answer = new Answer(tree.steps(), JointPart.combinations(together) > MOST_COMBINATIONS);
        if (!answer.loaded() && !together.isEmpty()) {
            Part part = together.size() == 1 ? together.getFirst() : tree.join(together);
            tree.split(part, 0, candidate -> {
                put(open, part, candidate, offset, buffer);
                return outcome(() -> digest.of(buffer));
            });
        }
        return answer;
    }

    /**
     * What a function of code under test gives, or that it fails, and how: that is an answer too. But where the stack or the heap ends
     * may be another place when it is asked again, so that this is like nothing else.
     */
    private static Object outcome(LongSupplier question) {
        try {
            return question.getAsLong();
        } catch (VirtualMachineError e) {
            return new Object();
        } catch (Throwable failure) {
            return failure.getClass().getName() + ": " + failure.getMessage();
        }
    }

    /** The words of a range that are not decided, by number; of one address the first. */
    private List<Integer> openWords(long offset, long end) {
        List<Integer> open = new ArrayList<>();
        for (int word = words.first(offset);
                word < words.count() && words.address(word) < end;
                word = words.next(word)) {
            if (!words.isOverwritten(word, tree.run()) && !words.openAt(word).isEmpty()) {
                open.add(word);
            }
        }
        return open;
    }

    /** What words depend on. */
    private List<Part> parts(List<Integer> open) {
        Set<Part> distinct = new LinkedHashSet<>();
        for (int word : open) {
            for (int each : words.openAt(word)) {
                if (!words.part(each).isDecided()) {
                    distinct.add(words.part(each));
                }
            }
        }
        return List.copyOf(distinct);
    }

    /** Puts words into a buffer that begins at {@code offset} of the device, as they are if a part has a content. */
    private void put(List<Integer> open, Part part, int candidate, long offset, MemorySegment buffer) {
        for (int word : open) {
            put(words.address(word) - offset, words.value(word, part, candidate), buffer);
        }
    }

    private static void put(long at, long value, MemorySegment buffer) {
        if (at >= 0 && at + Pmem.ATOM <= buffer.byteSize()) {
            buffer.set(WORD, at, value);
            return;
        }
        for (long i = Math.max(0, at); i < Math.min(buffer.byteSize(), at + Pmem.ATOM); i++) {
            buffer.set(ValueLayout.JAVA_BYTE, i, (byte) (value >>> 8 * (i - at)));
        }
    }

    /**
     * See {@link LoadObserver#copied}.
     *
     * @param by whom the bytes ask when they are looked at or compared
     */
    void copied(long offset, long length, UnseenBytes into, int position, LoadObserver by) {
        long end = offset + length;
        for (int word : openWords(offset, end)) {
            long address = words.address(word);
            long at = position + address - offset;
            boolean whole = address >= offset && (address + Pmem.ATOM <= end || position + length == into.length());
            if (!whole || at % Pmem.ATOM != 0 || words.hasBelow(word) || !into.add(by, word, (int) at)) {
                decide(word, mask(address, offset, end));
            }
        }
    }

    /** See {@link LoadObserver#looking}. */
    void looking(int number, long mask) {
        decideOne(number, mask);
    }

    /** See {@link LoadObserver#repeating}: its questions are not counted, since not each run repeats it. */
    void repeating(Runnable copy) {
        repeats = true;
        try {
            copy.run();
        } finally {
            repeats = false;
        }
    }

    /** See {@link LoadObserver#firstFailing}. */
    int firstFailing(UnseenBytes bytes, WordTest test, int bound) {
        int number = ++tests;
        Map<Part, List<Integer>> byPart = new LinkedHashMap<>();
        for (int i = 0; i < bytes.undecided(); i++) {
            byPart.computeIfAbsent(words.part(bytes.number(i)), part -> new ArrayList<>())
                    .add(i);
        }
        int first = bound;
        for (Map.Entry<Part, List<Integer>> entry : byPart.entrySet()) {
            Part part = entry.getKey();
            List<Integer> of = entry.getValue();
            int most = first;
            if (bytes.position(of.getFirst()) < most) {
                tree.split(
                        part, number, candidate -> outcome(() -> firstFailing(bytes, test, part, of, candidate, most)));
                first = firstFailing(bytes, test, part, of, part.current(), most);
            }
        }
        return first;
    }

    private int firstFailing(UnseenBytes bytes, WordTest test, Part part, List<Integer> of, int candidate, int bound) {
        for (int i : of) {
            int position = bytes.position(i);
            if (position >= bound) {
                return bound;
            }
            long word = part.word(candidate, words.index(bytes.number(i))) & bytes.mask(position);
            if (!test.passes(position, word)) {
                return position;
            }
        }
        return bound;
    }

    /** The bits of a word that lie in {@code [offset, end)}. */
    private static long mask(long address, long offset, long end) {
        long mask = -1L;
        if (offset > address) {
            mask <<= 8 * (offset - address);
        }
        if (end < address + Pmem.ATOM) {
            mask &= -1L >>> 8 * (address + Pmem.ATOM - end);
        }
        return mask;
    }

    /** A load sees these bits of a word: what else they could be is left for later runs. */
    private void decide(int word, long mask) {
        int counts = word;
        while (true) {
            decideOne(counts, mask);
            Part part = words.part(counts);
            if (!part.isBelow(part.current(), words.index(counts))) {
                return;
            }
            counts++;
        }
    }

    private void decideOne(int word, long mask) {
        if (!words.isUniform(word, mask)) {
            Part part = words.part(word);
            int index = words.index(word);
            tree.split(
                    part,
                    0,
                    candidate -> part.isBelow(candidate, index) ? (Object) BELOW : part.word(candidate, index) & mask);
        }
    }
}
