package org.powercut.framework.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.powercut.framework.oracle.BadOperationException;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationText;

/** Changes workloads at random: operations come, go, move and change their parameters, and two workloads become one. */
final class Mutations {
    private static final List<String> PATHS =
            List.of("/d/c", "/d/f", "/d", "/e", "/s", "/d/x", "/e/x", "/e/y", "/d/y", "/x", "/y", "/e/x/y");
    private static final long[] OFFSETS = {
        0, 1, 3, 8, 60, 64, 511, 1000, 4000, 4088, 4095, 4096, 4097, 5000, 8192, 12288
    };
    private static final long[] LENGTHS = {1, 2, 7, 8, 13, 64, 100, 130, 512, 4095, 4096, 4097, 5000, 8192};
    private static final int MOST_TRIES = 20;

    private final List<Letter> letters;
    private final int longest;

    /** @param longest the most operations of a workload */
    Mutations(List<Letter> letters, int longest) {
        this.letters = List.copyOf(letters);
        this.longest = longest;
    }

    /** A workload made of one, and of parts of another one. */
    List<Operation> mutate(List<Operation> parent, List<Operation> other, SplittableRandom random) {
        List<Operation> child = new ArrayList<>(parent);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            change(child, other, random);
        }
        if (child.isEmpty()) {
            child.addAll(letter(0, random));
        }
        return List.copyOf(child.subList(0, Math.min(child.size(), longest)));
    }

    private void change(List<Operation> child, List<Operation> other, SplittableRandom random) {
        int at = random.nextInt(child.size() + 1);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> child.addAll(at, letter(at, random));
            case 3 -> child.addAll(at, point(child, at, random));
            case 4 -> remove(child, random);
            case 5 -> {
                if (!child.isEmpty()) {
                    int which = random.nextInt(child.size());
                    tweak(child.get(which), random).ifPresent(changed -> child.set(which, changed));
                }
            }
            case 6 -> {
                if (!child.isEmpty()) {
                    child.add(random.nextInt(child.size()), child.remove(random.nextInt(child.size())));
                }
            }
            default -> splice(child, at, other, random);
        }
    }

    /** An operation and what it needs. */
    private List<Operation> letter(int place, SplittableRandom random) {
        Letter letter = letters.get(random.nextInt(letters.size()));
        List<Operation> operations = new ArrayList<>(letter.needed());
        for (Operation operation : letter.at(place)) {
            operations.add(random.nextInt(3) == 0 ? tweak(operation, random).orElse(operation) : operation);
        }
        return operations;
    }

    /** What makes an operation before this place durable. */
    private static List<Operation> point(List<Operation> child, int at, SplittableRandom random) {
        List<List<Operation>> points =
                PersistencePoints.after(at == 0 ? List.of() : List.of(child.get(random.nextInt(at))));
        return points.get(random.nextInt(points.size()));
    }

    private static void remove(List<Operation> child, SplittableRandom random) {
        if (child.size() > 1) {
            child.remove(random.nextInt(child.size()));
        }
    }

    /** The begin of one, and the end of the other. */
    private static void splice(List<Operation> child, int at, List<Operation> other, SplittableRandom random) {
        if (!other.isEmpty()) {
            child.subList(at, child.size()).clear();
            child.addAll(other.subList(random.nextInt(other.size()), other.size()));
        }
    }

    /** The operation with other parameters: its text with some words changed, if that is an operation. */
    private static Optional<Operation> tweak(Operation operation, SplittableRandom random) {
        String[] words = OperationText.print(operation).split(" ", -1);
        for (int tries = 0; tries < MOST_TRIES && words.length > 1; tries++) {
            String[] changed = words.clone();
            int which = 1 + random.nextInt(words.length - 1);
            changed[which] = other(words[which], random);
            try {
                Operation tweaked = OperationText.parse(String.join(" ", changed));
                if (!tweaked.equals(operation)) {
                    return Optional.of(tweaked);
                }
            } catch (BadOperationException e) {
                // not every word can stand in every place
            }
        }
        return Optional.empty();
    }

    private static String other(String word, SplittableRandom random) {
        if (word.startsWith("/")) {
            return PATHS.get(random.nextInt(PATHS.size()));
        }
        if (word.indexOf('+') > 0) {
            return one(OFFSETS, random) + "+" + one(LENGTHS, random);
        }
        if (word.startsWith("#")) {
            return "#" + (1 + random.nextInt(9));
        }
        return word.chars().allMatch(Character::isDigit) ? Long.toString(one(OFFSETS, random)) : word;
    }

    private static long one(long[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }
}
