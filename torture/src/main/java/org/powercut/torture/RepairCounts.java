package org.powercut.torture;

import java.util.List;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Repair;

/**
 * What came of trying to make findings go away, counted.
 *
 * @param verified with a flush or fence that makes them go away
 * @param noneHelps that no flush and no fence makes go away
 * @param open where neither is known
 */
record RepairCounts(long verified, long noneHelps, long open) {

    static RepairCounts of(List<Finding> findings) {
        long verified = count(findings, Repair.Verified.class);
        long noneHelps = count(findings, Repair.NoneHelps.class);
        return new RepairCounts(verified, noneHelps, findings.size() - verified - noneHelps);
    }

    private static long count(List<Finding> findings, Class<? extends Repair> kind) {
        return findings.stream()
                .filter(finding -> finding.repair().filter(kind::isInstance).isPresent())
                .count();
    }

    /** {@code repairs: 40 verified, 12 that no flush or fence helps, 0 not found}. */
    String inWords() {
        return "repairs: %d verified, %d that no flush or fence helps, %d not found"
                .formatted(verified, noneHelps, open);
    }
}
