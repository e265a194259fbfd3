package org.powercut.framework.explore;

import java.util.List;
import java.util.stream.IntStream;
import org.powercut.framework.model.CrashStates;

/**
 * Several parts that something looked at together: its contents are the combinations of theirs. A combination is a number in
 * mixed radix, the first member fastest, whose digits are indices into the members' contents.
 */
final class JointPart extends Part {
    private final List<Part> members;
    private final int[][] choices;

    /** Which member a word is of, and which of its words. */
    private final int[] memberOf;

    private final int[] indexIn;

    /** @param members not decided, and with so few combinations that an int array can hold them */
    JointPart(List<Part> members) {
        this(
                members,
                members.stream().map(member -> member.candidates).toArray(int[][]::new),
                IntStream.range(0, combinations(members)).toArray());
    }

    private JointPart(List<Part> members, int[][] choices, int[] candidates) {
        super(candidates);
        this.members = List.copyOf(members);
        this.choices = choices;
        int words = members.stream().mapToInt(Part::words).sum();
        this.memberOf = new int[words];
        this.indexIn = new int[words];
        int next = 0;
        for (int member = 0; member < members.size(); member++) {
            for (int index = 0; index < members.get(member).words(); index++) {
                memberOf[next] = member;
                indexIn[next++] = index;
            }
        }
    }

    /** How many combinations parts have; {@link Integer#MAX_VALUE} if there are more. */
    static int combinations(List<Part> parts) {
        long product = 1;
        for (Part part : parts) {
            product *= part.candidates.length;
            if (product > Integer.MAX_VALUE) {
                return Integer.MAX_VALUE;
            }
        }
        return (int) product;
    }

    List<Part> members() {
        return members;
    }

    @Override
    int words() {
        return memberOf.length;
    }

    @Override
    long address(int index) {
        return members.get(memberOf[index]).address(indexIn[index]);
    }

    @Override
    long word(int candidate, int index) {
        int member = memberOf[index];
        return members.get(member).word(of(member, candidate), indexIn[index]);
    }

    @Override
    boolean isBelow(int candidate, int index) {
        int member = memberOf[index];
        return members.get(member).isBelow(of(member, candidate), indexIn[index]);
    }

    /** A member's content in a combination. */
    private int of(int member, int candidate) {
        int rest = candidate;
        for (int i = 0; i < member; i++) {
            rest /= choices[i].length;
        }
        return choices[member][rest % choices[member].length];
    }

    @Override
    void choose(CrashStates states, Choice choice) {
        for (int i = 0; i < members.size(); i++) {
            Part member = members.get(i);
            int[] before = member.candidates;
            member.candidates = new int[] {of(i, current())};
            member.choose(states, choice);
            member.candidates = before;
        }
    }

    @Override
    Part carried() {
        return new JointPart(members, choices, candidates);
    }
}
