package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.powercut.pmem.Pmem;

/**
 * The words of a crash image that can be one thing or another, found by their addresses; and the parts that they belong to. Of a
 * power cut during recovery and the one before, both may have left a word open: it is there once for each, the later cut
 * first, and what is below counts where nothing of the later one reached it. Numbered in that order, from 0.
 */
final class WordsInFlight {
    private static final int FILTER = 1 << 12;

    private final long[] addresses;
    private final Part[] parts;
    private final int[] indexes;

    /** The run that overwrote a word last. */
    private final int[] overwritten;

    /** A bit for each line that has words in flight, by the low bits of its number. */
    private final long[] filter = new long[FILTER / Long.SIZE];

    /** A word of a part. */
    record Word(Part part, int index) {
        long address() {
            return part.address(index);
        }
    }

    /** @param given those of later power cuts first */
    WordsInFlight(List<Word> given) {
        List<Word> words = new ArrayList<>(given);
        // stable: of one address, the word that was given first
        words.sort((a, b) -> Long.compare(a.address(), b.address()));
        this.addresses = words.stream().mapToLong(Word::address).toArray();
        this.parts = words.stream().map(Word::part).toArray(Part[]::new);
        this.indexes = words.stream().mapToInt(Word::index).toArray();
        this.overwritten = new int[addresses.length];
        for (long address : addresses) {
            long line = address / Pmem.LINE % FILTER;
            filter[(int) line / Long.SIZE] |= 1L << line;
        }
    }

    int count() {
        return addresses.length;
    }

    long address(int word) {
        return addresses[word];
    }

    Part part(int word) {
        return parts[word];
    }

    int index(int word) {
        return indexes[word];
    }

    boolean isOverwritten(int word, int run) {
        return overwritten[word] == run;
    }

    void overwrite(int word, int run) {
        overwritten[word] = run;
    }

    /** Whether there may be a word in a range of bytes; quick, and wrong at times in saying yes. */
    boolean mayTouch(long offset, long length) {
        long first = offset / Pmem.LINE;
        long last = (offset + length - 1) / Pmem.LINE;
        if (last - first > 1) {
            return length > 0;
        }
        return isSet(first) || isSet(last);
    }

    private boolean isSet(long line) {
        return (filter[(int) (line % FILTER) / Long.SIZE & filter.length - 1] >>> line & 1) != 0;
    }

    /** The first word that the bytes from {@code offset} on can touch. */
    int first(long offset) {
        long word = Pmem.floor(offset, Pmem.ATOM);
        int at = Arrays.binarySearch(addresses, word);
        if (at < 0) {
            return -at - 1;
        }
        while (at > 0 && addresses[at - 1] == word) {
            at--;
        }
        return at;
    }

    /** The first word of the next address. */
    int next(int word) {
        int next = word + 1;
        while (next < addresses.length && addresses[next] == addresses[word]) {
            next++;
        }
        return next;
    }

    /** Whether the word after this one is what lies below it. */
    boolean hasBelow(int word) {
        return word + 1 < addresses.length && addresses[word + 1] == addresses[word];
    }

    /** What is on the device at the address of a word, as its parts are. */
    long current(int word) {
        return value(word, parts[word], parts[word].current());
    }

    /** What would be there if one of the parts were of another content. */
    long value(int word, Part of, int candidate) {
        for (int i = word; ; i++) {
            Part part = parts[i];
            int content = part == of ? candidate : part.current();
            if (!part.isBelow(content, indexes[i])) {
                return part.word(content, indexes[i]);
            }
        }
    }

    /** The addresses of the words that are not decided. */
    Set<Long> openAddresses() {
        Set<Long> open = new HashSet<>();
        for (int word = 0; word < count(); word = next(word)) {
            if (!openAt(word).isEmpty()) {
                open.add(address(word));
            }
        }
        return open;
    }

    /** Of the words of one address those that what is there depends on. */
    List<Integer> openAt(int word) {
        List<Integer> open = new ArrayList<>();
        int end = next(word);
        for (int i = word; i < end; i++) {
            if (!open.isEmpty() || !isUniform(i, -1L)) {
                open.add(i);
            } else if (!parts[i].isBelow(parts[i].current(), indexes[i])) {
                break;
            }
        }
        return open;
    }

    /** Whether a word is the same in these bits, whatever of its part is still possible. */
    boolean isUniform(int word, long mask) {
        Part part = parts[word];
        int index = indexes[word];
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

    /** Whether a part's word counts for anything. */
    boolean has(Part part, int index) {
        return find(part, part.address(index), index) >= 0;
    }

    /** Gives the words of the members of a joint part to it. */
    void join(JointPart joint) {
        int offset = 0;
        for (Part member : joint.members()) {
            for (int index = 0; index < member.words(); index++) {
                replace(member, index, joint, offset + index);
            }
            member.joint = joint;
            offset += member.words();
        }
    }

    /** Gives them back. */
    void part(JointPart joint) {
        int offset = 0;
        for (Part member : joint.members()) {
            for (int index = 0; index < member.words(); index++) {
                replace(joint, offset + index, member, index);
            }
            member.joint = null;
            offset += member.words();
        }
    }

    private void replace(Part old, int oldIndex, Part now, int index) {
        int word = find(old, old.address(oldIndex), oldIndex);
        if (word >= 0) {
            parts[word] = now;
            indexes[word] = index;
        }
    }

    private int find(Part part, long address, int index) {
        for (int word = first(address); word < addresses.length && addresses[word] == address; word++) {
            if (parts[word] == part && indexes[word] == index) {
                return word;
            }
        }
        return -1;
    }
}
