package org.powercut.framework.explore;

import java.util.List;

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
            return finding(stage, token(stage.recording(), stage.settings(), cuts), failure, evidence);
        }
    }

    static ReplayToken token(Recording recording, ExploreSettings settings, List<Cut> cuts) {
        return new ReplayToken(recording.sites().build(), ReplayToken.hash(recording.testId()), settings.seed(), cuts);
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

    static Finding finding(Stage stage, ReplayToken token, Failure failure, EvidenceBuilder evidence) {
        return new Finding(
                token,
                failure.failureClass(),
                failure.message(),
                failure.cause(),
                token.cuts().getFirst().crashPoint(),
                stage.crash(token.cuts()),
                evidence.lostStores(),
                evidence.evidence());
    }
}
