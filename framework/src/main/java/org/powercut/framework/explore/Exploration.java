package org.powercut.framework.explore;

import java.time.Duration;
import java.util.List;

/** What came of an exploration: what was covered, the findings, and how long it took. */
public record Exploration(Coverage coverage, List<Finding> findings, Duration elapsed) {
    public Exploration {
        findings = List.copyOf(findings);
    }
}
