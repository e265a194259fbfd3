package org.powercut.framework.explore;

import java.time.Duration;
import java.util.List;

/**
 * What came of an exploration.
 *
 * @param coverage what was covered
 * @param findings what failed
 * @param uses of the flushes and fences of the code, by site; empty where that means nothing: on eADR, and where the
 *     compiler may reorder stores
 * @param elapsed how long it took
 */
public record Exploration(Coverage coverage, List<Finding> findings, List<SiteUse> uses, Duration elapsed) {
    public Exploration {
        findings = List.copyOf(findings);
        uses = List.copyOf(uses);
    }

    /** One that does not count what flushes and fences are good for. */
    public Exploration(Coverage coverage, List<Finding> findings, Duration elapsed) {
        this(coverage, findings, List.of(), elapsed);
    }

    /** The same with other findings. */
    public Exploration withFindings(List<Finding> others) {
        return new Exploration(coverage, others, uses, elapsed);
    }
}
