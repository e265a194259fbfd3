package org.powercut.framework.explore;

import java.util.List;
import java.util.Optional;

/**
 * A failing interleaving, made minimal: no lost store can be added back without the failure going away.
 *
 * @param token replays it
 * @param failureClass what kind of failure it is
 * @param message what the check or recovery said
 * @param failure what it threw
 * @param crashPoint position in the trace at which the power was cut
 * @param crash what was known at the cut
 * @param lost the stores that the power cut took; empty if all had persisted
 * @param minimal whether each of them is known to be necessary; false where trying took too long
 * @param exposures why each of them could be lost; empty if the state was not run again
 * @param evidence what happened and what the media looked like
 * @param omitted operations of the workload and faults of the test that were left out, in words: it does not need them
 * @param repair what makes the failure go away, if that was tried
 */
public record Finding(
        ReplayToken token,
        FailureClass failureClass,
        String message,
        Throwable failure,
        int crashPoint,
        CrashInfo crash,
        List<LostStore> lost,
        boolean minimal,
        List<Exposure> exposures,
        Evidence evidence,
        List<String> omitted,
        Optional<Repair> repair) {
    public Finding {
        lost = List.copyOf(lost);
        exposures = List.copyOf(exposures);
        omitted = List.copyOf(omitted);
    }

    /** A failing interleaving of which no more is known: not whether it is minimal, nor why its stores could be lost. */
    public Finding(
            ReplayToken token,
            FailureClass failureClass,
            String message,
            Throwable failure,
            int crashPoint,
            CrashInfo crash,
            List<LostStore> lost,
            Evidence evidence) {
        this(
                token,
                failureClass,
                message,
                failure,
                crashPoint,
                crash,
                lost,
                false,
                List.of(),
                evidence,
                List.of(),
                Optional.empty());
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
        return copy(token.withWorkload(text), message, omitted, repair);
    }

    Finding withMessage(String other) {
        return copy(token, other, omitted, repair);
    }

    /** The same, with words for what was left out of the test. */
    public Finding without(List<String> names) {
        return copy(token, message, names, repair);
    }

    /** The same, with what came of trying to make it go away. */
    public Finding with(Repair found) {
        return copy(token, message, omitted, Optional.of(found));
    }

    private Finding copy(ReplayToken newToken, String newMessage, List<String> newOmitted, Optional<Repair> newRepair) {
        return new Finding(
                newToken,
                failureClass,
                newMessage,
                failure,
                crashPoint,
                crash,
                lost,
                minimal,
                exposures,
                evidence,
                newOmitted,
                newRepair);
    }

    /** The first lost store, if any was lost. */
    public Optional<LostStore> firstLost() {
        return lost.stream().findFirst();
    }
}
