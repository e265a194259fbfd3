package org.powercut.framework.engine;

import java.util.Comparator;
import java.util.Optional;
import org.powercut.framework.explore.Exposure;
import org.powercut.framework.explore.Finding;

/**
 * Says in words why the first lost store of a finding could be lost, as its trace shows: never flushed, flushed but not
 * fenced, and which later store published it all the same.
 */
final class PersistHint {
    private final Finding finding;

    PersistHint(Finding finding) {
        this.finding = finding;
    }

    /** The hint, or empty if nothing was lost or that is not known. */
    Optional<String> text() {
        return finding.exposures().stream()
                .min(Comparator.comparingInt(exposure -> exposure.store().event()))
                .map(exposure -> lapse(exposure) + published(exposure));
    }

    private static String lapse(Exposure exposure) {
        String what = "the " + (exposure.cached() ? "" : "non-temporal ") + "store of event "
                + exposure.store().event();
        if (exposure.cached()) {
            if (exposure.flush().isEmpty()) {
                return what + " is not flushed in the whole run: a flush of its line is missing";
            }
            Exposure.Step flush = exposure.flush().get();
            if (flush.event() >= exposure.cut()) {
                return what + " is flushed only after the cut, by event " + at(flush);
            }
            what += ", flushed by event " + at(flush) + ",";
        }
        String start = what;
        return exposure.fence()
                .map(fence -> start + " is fenced only after the cut, by event " + at(fence))
                .orElse(start + " is not fenced in the whole run: a fence is missing");
    }

    private static String published(Exposure exposure) {
        return exposure.publisher()
                .map(later -> ";\nthe store of event " + at(later)
                        + " came later and reached the media all the same: a flush and a fence must stand between"
                        + " the two")
                .orElse("");
    }

    private static String at(Exposure.Step step) {
        return step.event() + " (" + step.site().name() + ", line "
                + step.site().line() + ")";
    }
}
