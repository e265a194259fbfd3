package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes a finding of a failing state: minimal, run again from its token, and with its evidence. */
final class Diagnosis {
    private Diagnosis() {}

    /**
     * Minimises a failing state and describes it.
     *
     * @param stage stands at the first cut
     */
    static Finding of(Stage stage, List<Cut> failing, Failure failure) {
        List<Cut> cuts = failing;
        if (failure.failureClass() != FailureClass.FRAMEWORK_ERROR) {
            cuts = new Minimizer(stage, failure.failureClass()).minimize(failing);
        }
        return again(stage, token(stage.recording(), stage.settings(), cuts), failure);
    }

    /** Describes a state without running it. */
    static Finding unproven(Stage stage, List<Cut> cuts, Failure failure) {
        try (Names names = names(stage, cuts)) {
            EvidenceBuilder evidence = new EvidenceBuilder(stage.recording(), names.map(), cuts);
            stage.show(cuts.getFirst(), evidence);
            ReplayToken token = token(stage.recording(), stage.settings(), cuts);
            return finding(stage, token, failure, false, List.of(), evidence);
        }
    }

    static ReplayToken token(Recording recording, ExploreSettings settings, List<Cut> cuts) {
        return new ReplayToken(
                recording.sites().build(),
                ReplayToken.hash(recording.testId()),
                settings.seed(),
                recording.omission(),
                cuts,
                "");
    }

    /** What its printed token gives is what counts. */
    private static Finding again(Stage stage, ReplayToken token, Failure first) {
        ReplayToken read = ReplayToken.parse(token.toString());
        try (Names names = names(stage, read.cuts())) {
            EvidenceBuilder evidence = new EvidenceBuilder(stage.recording(), names.map(), read.cuts());
            return finding(stage, read, again(stage, read, first, evidence), evidence);
        }
    }

    private static Failure again(Stage stage, ReplayToken token, Failure first, EvidenceBuilder evidence) {
        Failure failure;
        try {
            failure = stage.run(token.cuts(), evidence);
        } catch (BadTokenException e) {
            failure = null;
        }
        // where the stack or the heap ends is not always the same place
        if (first.failureClass() == FailureClass.FRAMEWORK_ERROR
                || failure == null && first.cause() instanceof VirtualMachineError) {
            return first;
        }
        return failure != null
                ? failure
                : new Failure(
                        FailureClass.FRAMEWORK_ERROR,
                        "the same crash state failed once and passed when it was run again: recovery or the check depends"
                                + " on something other than the media; the failure was: " + first.message(),
                        first.cause());
    }

    /** The names of the places around the first cut. */
    static Names names(Stage stage, List<Cut> cuts) {
        return Names.around(stage.recording(), stage.settings(), cuts.getFirst().crashPoint());
    }

    /** Describes a state that was run. */
    static Finding finding(Stage stage, ReplayToken token, Failure failure, EvidenceBuilder evidence) {
        if (failure.failureClass() == FailureClass.FRAMEWORK_ERROR) {
            return finding(stage, token, failure, false, List.of(), evidence);
        }
        boolean minimal = new Minimizer(stage, failure.failureClass()).isMinimal(token.cuts());
        return finding(stage, token, failure, minimal, exposures(stage, token.cuts(), failure, evidence), evidence);
    }

    private static List<Exposure> exposures(Stage stage, List<Cut> cuts, Failure failure, EvidenceBuilder evidence) {
        Publisher publisher = new Publisher(stage, cuts, failure.failureClass());
        List<Exposure> exposures = new ArrayList<>();
        for (int level = 0; level < evidence.seen().size(); level++) {
            EvidenceBuilder.Seen seen = evidence.seen().get(level);
            OptionalInt publishing = publisher.at(level, seen.units());
            for (LostStore store : seen.lost()) {
                exposures.add(Exposure.of(
                        store,
                        seen.trace(),
                        stage.recording().sites(),
                        seen.firstNumber(),
                        cuts.get(level).crashPoint(),
                        publishing));
            }
        }
        return exposures;
    }

    private static Finding finding(
            Stage stage,
            ReplayToken token,
            Failure failure,
            boolean minimal,
            List<Exposure> exposures,
            EvidenceBuilder evidence) {
        return new Finding(
                token,
                failure.failureClass(),
                failure.message(),
                failure.cause(),
                token.cuts().getFirst().crashPoint(),
                stage.crash(token.cuts()),
                evidence.lostStores(),
                minimal,
                exposures,
                evidence.evidence(),
                List.of(),
                Optional.empty());
    }
}
