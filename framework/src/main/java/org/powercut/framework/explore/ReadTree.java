package org.powercut.framework.explore;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.powercut.framework.explore.WordsInFlight.Word;
import org.powercut.framework.inject.LoadObserver;
import org.powercut.framework.inject.UnseenBytes;
import org.powercut.framework.inject.WordTest;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.ImageHash;
import org.powercut.framework.model.Medium;
import org.powercut.pmem.Digest;
import org.powercut.pmem.Pmem;

/**
 * The crash states of one point as recovery and checks tell them apart: a tree, walked depth first. Each run begins with
 * everything persisted, but for what was decided for it before. When it loads bytes that are in flight and not yet decided,
 * the possible contents fall into classes of those that look the same in these bytes; the run goes on with one of them,
 * and the others are branches for later runs. What no load ever touches is never branched on, and contents that look alike so
 * far are told apart only when a load does. Where only the answer of a function is asked for ({@link #digesting}), or a test
 * of words ({@link #firstFailing}), the classes are those of the answer.
 *
 * <p>Sound because a run is a deterministic function of what it is told: every crash state agrees with exactly one leaf in
 * all that this leaf's run was told, so that its verdict is the leaf's. The {@link #weight}s of the leaves add up to all crash
 * states.
 *
 * <p>A word that a run overwrites before it loads it does not matter to this run. If the power may be cut again before
 * the new word is durable it matters to what comes then: so it stays open, and the tree of that cut has it below its own
 * words.
 */
final class ReadTree implements LoadObserver {
    /** More combinations of parts are not asked what a function makes of them: the bytes are loaded instead. */
    private static final int MOST_COMBINATIONS = 1 << 16;

    private static final int NEVER = Integer.MAX_VALUE;

    /** The class of contents in which nothing of a part has reached a word. */
    private static final String BELOW = "below";

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** Those of this cut first; joint ones, as they come, last. */
    private final List<Part> parts;

    private final WordsInFlight words;
    private final List<Step> path = new ArrayList<>();

    /** The questions of the run at hand that are known to have one answer. */
    private final List<Answer> answered = new ArrayList<>();

    private int asked;
    private int tests;
    private int run;

    /** How long the path was when the recovery that the run at hand shares with those before ended; very long before. */
    private int recovered = NEVER;

    /** Whether the power was cut again during the recovery that the run at hand shares with those before. */
    private boolean nested;

    /**
     * A question that what is decided on the path leaves one answer to.
     *
     * @param steps of the path when it was asked
     * @param loaded whether there was too much to ask, and the bytes were loaded
     */
    private record Answer(int steps, boolean loaded) {}

    private ReadTree(List<Part> parts, List<Word> words) {
        this.parts = parts;
        this.words = new WordsInFlight(words);
    }

    /** The states of a crash point before which everything is decided. */
    static ReadTree of(CrashStates states, Medium medium) {
        List<Part> parts = parts(states, Undecided.none(medium));
        return new ReadTree(parts, words(parts));
    }

    /**
     * The states of a crash point of a recovery.
     *
     * @param outer the tree of that recovery: what it has not told apart is in question too
     * @param undecided the device during that recovery, as it is at the crash point
     */
    static ReadTree of(CrashStates states, ReadTree outer, Undecided undecided) {
        List<Part> all = parts(states, undecided);
        List<Word> words = words(all);
        Set<Long> inFlight = new HashSet<>();
        words.forEach(word -> inFlight.add(word.address()));
        Map<Part, Part> carried = new LinkedHashMap<>();
        for (Part part : outer.parts) {
            if (part.joint == null && !part.isDecided()) {
                carried.put(part, part.carried());
            }
        }
        for (int word = 0; word < outer.words.count(); word = outer.words.next(word)) {
            long address = outer.words.address(word);
            // what recovery has durably overwritten is gone
            if (undecided.isOpen(address) || inFlight.contains(address)) {
                for (int open : outer.openAt(word)) {
                    // a decided one below an open one stays as it is
                    Part part = outer.words.part(open);
                    words.add(new Word(carried.getOrDefault(part, part), outer.words.index(open)));
                }
            }
        }
        all.addAll(carried.values());
        return new ReadTree(all, words);
    }

    private static List<Part> parts(CrashStates states, Undecided below) {
        List<Part> parts = new ArrayList<>();
        for (int factor = 0; factor < states.factors(); factor++) {
            parts.add(new FactorPart(states, factor, below));
        }
        return parts;
    }

    private static List<Word> words(List<Part> parts) {
        List<Word> words = new ArrayList<>();
        for (Part part : parts) {
            for (int index = 0; index < part.words(); index++) {
                words.add(new Word(part, index));
            }
        }
        return words;
    }

    /** The addresses of the words that are not decided. */
    Set<Long> openWords() {
        Set<Long> addresses = new HashSet<>();
        for (int word = 0; word < words.count(); word = words.next(word)) {
            if (!openAt(word).isEmpty()) {
                addresses.add(words.address(word));
            }
        }
        return addresses;
    }

    /** Of the words of one address those that what is there depends on. */
    private List<Integer> openAt(int word) {
        List<Integer> open = new ArrayList<>();
        int end = words.next(word);
        for (int i = word; i < end; i++) {
            if (!open.isEmpty() || !isUniform(i, -1L)) {
                open.add(i);
            } else if (!words.part(i).isBelow(words.part(i).current(), words.index(i))) {
                break;
            }
        }
        return open;
    }

    /** Goes on to the next run; false if every leaf was reached. */
    boolean next() {
        if (run > 0) {
            while (!path.isEmpty() && path.getLast().isLast()) {
                path.removeLast().undo();
            }
            if (path.isEmpty()) {
                return false;
            }
            path.getLast().advance();
            int changed = path.size() - 1;
            if (changed < recovered) {
                recovered = NEVER;
                nested = false;
            }
            while (!answered.isEmpty() && answered.getLast().steps() > changed) {
                answered.removeLast();
            }
        }
        run++;
        asked = 0;
        return true;
    }

    /** Recovery is done, and the check begins. What is on the path then, the first time, recovery has told apart. */
    void recovered() {
        if (recovered == NEVER) {
            recovered = path.size();
        }
    }

    /** Whether the power is still to be cut during the recovery of the run that just ended. */
    boolean isToNest() {
        return !nested;
    }

    /**
     * Puts what was decided for the run onto the device, which is as it was when the tree was made.
     *
     * @return what the hash of the image changed by
     */
    long write(Medium medium) {
        long change = 0;
        for (Step step : path) {
            if (step instanceof Step.Split split) {
                Part decided = split.part;
                while (decided.joint != null) {
                    decided = decided.joint;
                }
                change ^= write(decided, medium);
            }
        }
        return change;
    }

    private long write(Part part, Medium medium) {
        long change = 0;
        for (int i = 0; i < part.words(); i++) {
            if (words.has(part, i)) {
                long address = part.address(i);
                long before = medium.word(address);
                long value = words.current(words.first(address));
                if (before != value) {
                    change ^= ImageHash.change(address, before, value);
                    medium.set(address, value);
                }
            }
        }
        return change;
    }

    /**
     * Forgets for a while what the check of the run that just ended has told apart: power cuts during its recovery know
     * nothing of that.
     */
    void beginNested() {
        nested = true;
        for (int i = path.size() - 1; i >= recovered; i--) {
            path.get(i).undo();
        }
    }

    /** Remembers it again. */
    void endNested() {
        for (int i = recovered; i < path.size(); i++) {
            path.get(i).redo();
        }
    }

    /** Adds to {@code choice} the variants of {@code states} that are on the device. */
    void choose(CrashStates states, Choice choice) {
        for (Part part : parts) {
            if (part.joint == null) {
                part.choose(states, choice);
            }
        }
    }

    /** As {@link #choose}, of what was told apart to the end; the rest is in the tree within this one. */
    void chooseDecided(CrashStates states, Choice choice) {
        for (Part part : parts) {
            if (part.joint == null && part.isDecided()) {
                part.choose(states, choice);
            }
        }
    }

    /**
     * About how many runs there are: as many as branches along the path of the run that just ended, where the branches of
     * one test of words add up, and all others multiply.
     */
    long branches() {
        long product = 1;
        for (int i = 0; i < path.size() && product <= Integer.MAX_VALUE; ) {
            long branches = 1;
            int test;
            do {
                Step step = path.get(i++);
                test = step instanceof Step.Split split ? split.test : 0;
                branches += step instanceof Step.Split split ? split.classes.size() - 1 : 0;
            } while (test != 0 && i < path.size() && path.get(i) instanceof Step.Split next && next.test == test);
            product *= branches;
        }
        return product;
    }

    /** How many crash states the run that just ended stands for. */
    BigInteger weight() {
        BigInteger weight = BigInteger.ONE;
        for (Part part : parts) {
            if (part.joint == null) {
                weight = weight.multiply(BigInteger.valueOf(part.candidates.length));
            }
        }
        return weight;
    }

    // what the run does

    @Override
    public void loading(long offset, long length) {
        if (words.mayTouch(offset, length)) {
            long end = offset + length;
            for (int word = words.first(offset);
                    word < words.count() && words.address(word) < end;
                    word = words.next(word)) {
                if (!words.isOverwritten(word, run)) {
                    decide(word, mask(words.address(word), offset, end));
                }
            }
        }
    }

    @Override
    public void storing(long offset, long length) {
        if (words.mayTouch(offset, length)) {
            long end = offset + length;
            for (int word = words.first(offset);
                    word < words.count() && words.address(word) < end;
                    word = words.next(word)) {
                if (mask(words.address(word), offset, end) == -1L) {
                    words.overwrite(word, run);
                } else {
                    // a part of it over what was there: at a power cut that has to be known
                    decide(word, -1L);
                }
            }
        }
    }

    @Override
    public long digesting(long offset, MemorySegment buffer, Digest digest) {
        long end = offset + buffer.byteSize();
        if (!words.mayTouch(offset, end - offset)) {
            return digest.of(buffer);
        }
        List<Integer> open = openWords(offset, end);
        if (asked == answered.size()) {
            answered.add(answer(open, offset, buffer, digest));
        }
        if (answered.get(asked++).loaded()) {
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

    /** Sees to it that there is one answer. */
    private Answer answer(List<Integer> open, long offset, MemorySegment buffer, Digest digest) {
        List<Part> together = parts(open);
        Answer answer = new Answer(path.size(), JointPart.combinations(together) > MOST_COMBINATIONS);
        if (!answer.loaded() && !together.isEmpty()) {
            Part part = together.size() == 1 ? together.getFirst() : join(together);
            split(part, 0, candidate -> {
                put(open, part, candidate, offset, buffer);
                return outcome(() -> digest.of(buffer));
            });
        }
        return answer;
    }

    /** What a function of code under test gives, or that it fails, and how: that is an answer too. */
    private static Object outcome(LongSupplier question) {
        try {
            return question.getAsLong();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable failure) {
            return failure.getClass().getName() + ": " + failure.getMessage();
        }
    }

    /** The words of a range that are not decided, by number; of one address the first. */
    private List<Integer> openWords(long offset, long end) {
        List<Integer> open = new ArrayList<>();
        if (words.mayTouch(offset, end - offset)) {
            for (int word = words.first(offset);
                    word < words.count() && words.address(word) < end;
                    word = words.next(word)) {
                if (!words.isOverwritten(word, run) && !openAt(word).isEmpty()) {
                    open.add(word);
                }
            }
        }
        return open;
    }

    /** What words depend on. */
    private List<Part> parts(List<Integer> open) {
        Set<Part> distinct = new LinkedHashSet<>();
        for (int word : open) {
            for (int each : openAt(word)) {
                if (!words.part(each).isDecided()) {
                    distinct.add(words.part(each));
                }
            }
        }
        return List.copyOf(distinct);
    }

    private JointPart join(List<Part> members) {
        JointPart joint = new JointPart(members);
        add(new Step.Join(joint, parts, words));
        return joint;
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

    @Override
    public void copied(long offset, long length, UnseenBytes into, int position) {
        long end = offset + length;
        for (int word : openWords(offset, end)) {
            long address = words.address(word);
            long at = position + address - offset;
            boolean whole = address >= offset && (address + Pmem.ATOM <= end || position + length == into.length());
            if (!whole || at % Pmem.ATOM != 0 || words.hasBelow(word) || !into.add(this, word, (int) at)) {
                decide(word, mask(address, offset, end));
            }
        }
    }

    @Override
    public void looking(int number, long mask) {
        decideOne(number, mask);
    }

    @Override
    public int firstFailing(UnseenBytes bytes, WordTest test, int bound) {
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
                split(part, number, candidate -> outcome(() -> firstFailing(bytes, test, part, of, candidate, most)));
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

    // deciding

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
        if (!isUniform(word, mask)) {
            Part part = words.part(word);
            int index = words.index(word);
            split(
                    part,
                    0,
                    candidate -> part.isBelow(candidate, index) ? (Object) BELOW : part.word(candidate, index) & mask);
        }
    }

    private boolean isUniform(int word, long mask) {
        Part part = words.part(word);
        int index = words.index(word);
        int[] candidates = part.candidates;
        boolean below = part.isBelow(candidates[0], index);
        long seen = part.word(candidates[0], index) & mask;
        for (int i = 1; i < candidates.length; i++) {
            boolean other = part.isBelow(candidates[i], index);
            if (other != below || !below && (part.word(candidates[i], index) & mask) != seen) {
                return false;
            }
        }
        return true;
    }

    /** On the path first, so that it is undone even if the run's stack ends in the midst of it. */
    private void add(Step step) {
        path.add(step);
        step.redo();
    }

    /** Tells the contents of a part apart by a key, if they have several; goes on with those like the one on the device. */
    private void split(Part part, int test, IntFunction<Object> key) {
        int[] candidates = part.candidates;
        Map<Object, int[]> classes = new LinkedHashMap<>();
        Map<Object, Integer> sizes = new HashMap<>();
        for (int candidate : candidates) {
            Object of = key.apply(candidate);
            int size = sizes.merge(of, 1, Integer::sum);
            int[] members = classes.get(of);
            if (members == null || members.length < size) {
                members = members == null ? new int[1] : Arrays.copyOf(members, 2 * members.length);
                classes.put(of, members);
            }
            members[size - 1] = candidate;
        }
        if (classes.size() > 1) {
            List<int[]> all = new ArrayList<>(classes.size());
            classes.forEach((of, members) -> all.add(Arrays.copyOf(members, sizes.getOrDefault(of, 0))));
            add(new Step.Split(part, all, test));
        }
    }
}
