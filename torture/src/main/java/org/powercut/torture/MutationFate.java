package org.powercut.torture;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.report.TestRecord;

/**
 * What became of a mutant.
 *
 * @param killer the test that noticed it, with what it found
 * @param tried how many tests execute the place and were run on it
 * @param cutOff whether there was no time for all that these tests could explore
 * @param time until it was known
 * @param unsound tests that fail on the mutant, and on the code as it is too
 */
record MutationFate(
        SiteMutant mutant,
        Optional<TestRecord> killer,
        int tried,
        boolean cutOff,
        Duration time,
        List<CrashTestInfo> unsound) {
    MutationFate {
        unsound = List.copyOf(unsound);
    }

    /** How a mutant ends. */
    enum Verdict {
        KILLED("killed"),
        SURVIVED("SURVIVED"),
        NEVER_EXECUTED("NEVER EXECUTED");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        String inWords() {
            return words;
        }
    }

    Verdict verdict() {
        if (killer.isPresent()) {
            return Verdict.KILLED;
        }
        return tried == 0 ? Verdict.NEVER_EXECUTED : Verdict.SURVIVED;
    }

    /** What the killing test says, in one line; empty for others. */
    String finding() {
        return killer.map(test -> test.findings().isEmpty()
                        ? "could not be run: " + firstLine(test.remark())
                        : "[" + test.findings().getFirst().failureClass().title() + "] "
                                + firstLine(test.findings().getFirst().message()))
                .orElse("");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
