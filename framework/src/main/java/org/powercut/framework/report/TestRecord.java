package org.powercut.framework.report;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.SiteUse;

/**
 * What became of one crash test.
 *
 * @param test which
 * @param verdict how it ended
 * @param coverage what was explored, if anything was
 * @param findings its failing interleavings, in the order in which they were reported
 * @param uses of the flushes and fences of the code on the paths that were explored
 * @param remark why it was skipped or broken, or {@code ""}
 */
public record TestRecord(
        CrashTestInfo test,
        Verdict verdict,
        Optional<Coverage> coverage,
        List<Finding> findings,
        List<SiteUse> uses,
        String remark) {
    public TestRecord {
        findings = List.copyOf(findings);
        uses = List.copyOf(uses);
    }

    /** Crash states that were recovered and checked. */
    public long states() {
        return coverage.map(Coverage::explored).orElse(0L);
    }

    /**
     * {@code 1,203 of 1,203 (exhaustive)}, or how they were chosen: {@code 812 of 4,096 images (2-way, exhaustive at 40 of 45 crash
     * points)}.
     */
    public String coverageInWords() {
        return coverage.map(TestRecord::inWords).orElse("");
    }

    private static String inWords(Coverage coverage) {
        return String.format(
                Locale.ROOT,
                coverage.exhaustive() ? "%,d of %s (%s)" : "%,d of %s images (%s)",
                coverage.explored(),
                about(coverage.distinguishable()),
                coverage.exhaustive() ? "exhaustive" : firstOf(coverage.means()));
    }

    /** The strength of the covering array, and at how many points it was not needed. */
    private static String firstOf(String means) {
        int end = means.indexOf("), ") + 1;
        end = end > 0 ? end : means.indexOf(", ");
        return end < 0 ? means : means.substring(0, end);
    }

    /** A number in full where people can read it, else as a power of two. */
    static String about(BigInteger number) {
        return number.bitLength() <= 40
                ? String.format(Locale.ROOT, "%,d", number)
                : "about 2^" + (number.bitLength() - 1);
    }
}
