package org.powercut.framework.report;

/** How a crash test ended. */
public enum Verdict {
    /** Every crash state that was explored kept the promises. */
    HELD("held"),
    /** At least one interleaving broke a promise. */
    FAILED("failed"),
    /** The test could not be run. */
    BROKEN("broken"),
    SKIPPED("skipped");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** The verdict as reports print it. */
    public String word() {
        return word;
    }
}
