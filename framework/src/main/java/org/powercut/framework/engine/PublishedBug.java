package org.powercut.framework.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.powercut.framework.explore.FailureClass;

/**
 * A bug that others found in a file system and wrote about, and what became of it here: planted in a file system of ours as
 * a mutant with the bug's id for its name, or the reason why no file system of ours can have it.
 *
 * @param id as the publication calls it, or near that: letters, digits and hyphens, such as {@code NOVA4}
 * @param finder the tool that found it, or the publication
 * @param project the file system that had it
 * @param report where it was reported, such as {@code N116} for issue 116 of linux-nova; {@code ""} if nowhere public
 * @param kinds what kind of mistake it was, the first one first; empty if that was never published
 * @param description what was wrong there, and what a power cut made of it, in one line
 * @param status what became of it here
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PublishedBug(
        String id, String finder, String project, String report, List<Kind> kinds, String description, Status status) {

    public PublishedBug {
        if (kinds.isEmpty() && status instanceof Planted) {
            throw new IllegalArgumentException("planted bug " + id + " is of no kind");
        }
        if (status instanceof Planted planted && !planted.mutant().name().equals(id)) {
            throw new IllegalArgumentException("the mutant of published bug " + id + " must have its name, not "
                    + planted.mutant().name());
        }
        kinds = List.copyOf(kinds);
    }

    /** The mistakes that are told apart, with the short names that tables use. */
    public enum Kind {
        MISSING_FLUSH("MF", "missing flush"),
        MISSING_FENCE("MFe", "missing fence"),
        NOT_ATOMIC("NA", "several steps that are not atomic"),
        IN_PLACE("IP", "unsafe change in place"),
        RECOVERY("RO", "recovery does the wrong thing, or in the wrong order"),
        WRONG_INDEX("IX", "wrong index or length"),
        REPLICA("RP", "replica or checksum"),
        INCOMPLETE_SYNC("FS", "fsync leaves something out");

        private final String code;
        private final String words;

        Kind(String code, String words) {
            this.code = code;
            this.words = words;
        }

        /** Such as {@code MF}. */
        public String code() {
            return code;
        }

        /** Such as {@code missing flush}. */
        public String words() {
            return words;
        }
    }

    /** What became of a published bug here. */
    public sealed interface Status {}

    /**
     * It can be planted.
     *
     * @param mutant says where, and on which file system it shows
     * @param test the class of the crash test with the shortest workload that shows it, by the name that reports use
     * @param failure what the finding is: a bug that fails otherwise is not the one that was published
     */
    public record Planted(Mutant mutant, String test, FailureClass failure) implements Status {}

    /**
     * It cannot exist in a file system of ours.
     *
     * @param reason in one line
     */
    public record Impossible(String reason) implements Status {}

    /** How it is planted, if it is. */
    public Optional<Planted> planted() {
        return status instanceof Planted planted ? Optional.of(planted) : Optional.empty();
    }

    /** The kinds of mistake as tables show them: {@code IX, MF}. */
    public String kindCodes() {
        return kinds.stream().map(Kind::code).collect(Collectors.joining(", "));
    }
}
