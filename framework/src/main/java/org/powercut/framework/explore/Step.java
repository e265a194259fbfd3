package org.powercut.framework.explore;

import java.util.List;

/** One node on the path from the root of a {@link ReadTree} to the run at hand; {@link #redo} makes it count. */
sealed interface Step {

    /** Whether all its branches were taken. */
    boolean isLast();

    /** Takes the next branch. */
    void advance();

    /** Takes back what it decided. */
    void undo();

    /** Does again what it decided. */
    void redo();

    /** Something told classes of contents apart; the run goes on with one of them. */
    final class Split implements Step {
        final Part part;
        final List<int[]> classes;

        /** The test of words that asked, or 0: where a word fails it, the following ones are not asked. */
        final int test;

        private final int[] before;
        private int chosen;

        Split(Part part, List<int[]> classes, int test) {
            this.part = part;
            this.classes = classes;
            this.test = test;
            this.before = part.candidates;
        }

        @Override
        public boolean isLast() {
            return chosen == classes.size() - 1;
        }

        @Override
        public void advance() {
            chosen++;
            redo();
        }

        @Override
        public void undo() {
            part.candidates = before;
        }

        @Override
        public void redo() {
            part.candidates = classes.get(chosen);
        }
    }

    /** Something looked at several parts together: from here on they are decided together. */
    final class Join implements Step {
        private final JointPart part;
        private final List<Part> parts;
        private final WordsInFlight words;

        /** @param parts of the tree; the joint one comes to them */
        Join(JointPart part, List<Part> parts, WordsInFlight words) {
            this.part = part;
            this.parts = parts;
            this.words = words;
        }

        @Override
        public boolean isLast() {
            return true;
        }

        @Override
        public void advance() {
            throw new IllegalStateException("there is one way to join");
        }

        @Override
        public void undo() {
            words.part(part);
            parts.remove(part);
        }

        @Override
        public void redo() {
            parts.add(part);
            words.join(part);
        }
    }
}
