package org.powercut.framework.explore;

import java.util.List;
import java.util.Optional;

/**
 * A failing interleaving, already minimal: no lost store can be added back without the failure going away.
 *
 * @param token replays it
 * @param failureClass what kind of failure it is
 * @param message what the check or recovery said
 * @param failure what it threw
 * @param crashPoint position in the trace at which the power was cut
 * @param crash what was known at the cut
 * @param lost the stores that the power cut took, a minimal set; empty if all had persisted
 * @param evidence what happened and what the media looked like
 */
public record Finding(
        ReplayToken token,
        FailureClass failureClass,
        String message,
        Throwable failure,
        int crashPoint,
        CrashInfo crash,
        List<LostStore> lost,
        Evidence evidence) {
    public Finding {
        lost = List.copyOf(lost);
    }

    /** Findings with one signature have one cause, as far as can be told: failure class and lost sites. */
    public String signature() {
        StringBuilder text = new StringBuilder(failureClass.name());
        lost.stream()
                .map(store -> store.site().name())
                .distinct()
                .sorted()
                .forEach(name -> text.append('|').append(name));
        return text.toString();
    }

    /** The same finding of one of a test's workloads, which its token names. */
    public Finding withWorkload(String text) {
        return new Finding(token.withWorkload(text), failureClass, message, failure, crashPoint, crash, lost, evidence);
    }

    Finding withMessage(String other) {
        return new Finding(token, failureClass, other, failure, crashPoint, crash, lost, evidence);
    }

    /** The first lost store, if any was lost. */
    public Optional<LostStore> firstLost() {
        return lost.stream().findFirst();
    }
}
