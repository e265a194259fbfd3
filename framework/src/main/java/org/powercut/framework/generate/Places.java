package org.powercut.framework.generate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.powercut.framework.oracle.Operation;

/**
 * The places of a sequence of one length, and the ways in which its operations are made durable. Each way ends durable:
 * without that, the crash states of a sequence are among those with it.
 *
 * <p>A sequence of one has all ways of its operation. A longer one has three: nothing in the midst and the most specific way
 * at the end; nothing in the midst and a sync at the end; the most specific way after each operation.
 */
final class Places {
    private static final String FREE = "/x";
    private static final String OTHER_FREE = "/y";

    private final List<Letter> letters;
    private final List<Integer> freeNames;
    private final int length;

    /** By place and letter. */
    private final List<List<List<Operation>>> operations = new ArrayList<>();

    private final List<List<List<List<Operation>>>> points = new ArrayList<>();

    Places(List<Letter> letters, int length) {
        this.letters = letters;
        this.freeNames = letters.stream().map(Places::freeNames).toList();
        this.length = length;
        for (int each = 0; each < length; each++) {
            int place = each;
            operations.add(letters.stream().map(letter -> letter.at(place)).toList());
            points.add(letters.stream().map(letter -> letter.points(place)).toList());
        }
    }

    /** How many letters there are. */
    int letters() {
        return letters.size();
    }

    /** How many workloads a sequence is. */
    int ways(int[] sequence) {
        int ofLast = points(sequence, length - 1).size();
        return length == 1 ? ofLast : Math.min(ofLast, 2) + 1;
    }

    /** One of the workloads of a sequence. */
    Steps steps(int[] sequence, int way) {
        boolean each = length > 1 && way == ways(sequence) - 1;
        Set<Operation> needs = new LinkedHashSet<>();
        List<Operation> all = new ArrayList<>();
        for (int place = 0; place < length; place++) {
            needs.addAll(letters.get(sequence[place]).needed());
            all.addAll(operations.get(place).get(sequence[place]));
            List<List<Operation>> ofLetter = points(sequence, place);
            if (each) {
                all.addAll(ofLetter.getFirst());
            } else if (place == length - 1) {
                // the ways of a longer sequence are the first one, and the last one, which is the sync
                all.addAll(length == 1 || way == 0 ? ofLetter.get(way) : ofLetter.getLast());
            }
        }
        return new Steps(List.copyOf(needs), all);
    }

    private List<List<Operation>> points(int[] sequence, int place) {
        return points.get(place).get(sequence[place]);
    }

    /** Whether the free names come in their order: with the other order it would be the same workload again. */
    boolean isCanonical(int[] sequence) {
        for (int letter : sequence) {
            int names = freeNames.get(letter);
            if (names != 0) {
                return names > 0;
            }
        }
        return true;
    }

    /** 1 if the first free name is x, -1 if it is y, 0 if there is none. */
    private static int freeNames(Letter letter) {
        int x = letter.text().indexOf(FREE);
        int y = letter.text().indexOf(OTHER_FREE);
        if (x < 0 && y < 0 || !letter.needs().isEmpty()) {
            return 0;
        }
        return y < 0 || x >= 0 && x < y ? 1 : -1;
    }
}
