package org.powercut.framework.oracle.judge;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationText;
import org.powercut.framework.oracle.judge.Difference.Aspect;
import org.powercut.framework.oracle.spec.FileData;
import org.powercut.framework.oracle.spec.Node;
import org.powercut.framework.oracle.spec.Page;
import org.powercut.framework.oracle.spec.SpecState;

/**
 * Says which promise a state breaks that is none of the legal ones: whether something is lost that was durable, whether the
 * running operation is there in part, or whether bytes are there that nobody has written to this place.
 */
final class Explanation {
    private final LegalStates legal;
    private final DaxFileSystem fs;
    private final Observed observed;

    Explanation(LegalStates legal, DaxFileSystem fs, Observed observed) {
        this.legal = legal;
        this.fs = fs;
        this.observed = observed;
    }

    Verdict verdict() {
        return lostOperations().orElseGet(this::nowhere);
    }

    // an earlier state

    private Optional<Verdict> lostOperations() {
        for (int earlier = legal.committed() - 1; earlier >= 0; earlier--) {
            if (legal.match(fs, observed, earlier, false).isLegal()) {
                return Optional.of(lost(earlier));
            }
        }
        return Optional.empty();
    }

    private Verdict lost(int there) {
        int committer = committer(there + 1);
        Difference difference = differences(legal.committed()).getFirst();
        String guarantee = Promises.durability(
                legal.operation(committer), difference.aspect(), legal.states().get(there));
        String reason = "%s was durable when %s had returned, but only %d of %d acknowledged operations are there: %s"
                .formatted(
                        text(there + 1),
                        committer == there + 1 ? "it" : text(committer),
                        there,
                        legal.acknowledged(),
                        difference);
        return new Verdict(Grade.FORBIDDEN, there, guarantee, FailureClass.LOST_ACKNOWLEDGED_DATA, reason);
    }

    /** The operation that made the given one durable. */
    private int committer(int operation) {
        for (int number = operation; number <= legal.acknowledged(); number++) {
            if (legal.states().get(number).committed() >= operation) {
                return number;
            }
        }
        throw new IllegalStateException("operation " + operation + " is not durable");
    }

    private String text(int operation) {
        return "operation " + operation + " (" + OperationText.print(legal.operation(operation)) + ")";
    }

    // no state at all

    private Verdict nowhere() {
        List<Difference> fromBefore = differences(legal.acknowledged());
        Optional<Operation> running = legal.running();
        if (running.isPresent()) {
            List<Difference> fromAfter = differences(legal.acknowledged() + 1);
            return fromBefore.stream()
                    .filter(fromAfter::contains)
                    .filter(this::hasCause)
                    .findFirst()
                    .map(this::broken)
                    .orElseGet(() -> torn(running.get(), fromBefore.getFirst(), fromAfter.getFirst()));
        }
        return broken(fromBefore.getFirst());
    }

    /** Whether an operation before the running one is to blame, or nobody wrote what is there. */
    private boolean hasCause(Difference difference) {
        return lastChange(difference) > 0 || difference.aspect() == Aspect.CONTENT;
    }

    private List<Difference> differences(int number) {
        return legal.match(fs, observed, number, true).differences();
    }

    private Verdict torn(Operation running, Difference fromBefore, Difference fromAfter) {
        if (fromAfter.aspect() == Aspect.CONTENT) {
            Origin origin = origin(fromAfter);
            if (origin == Origin.ELSEWHERE || origin == Origin.NOWHERE) {
                return foreign(fromAfter);
            }
        }
        SpecState before = legal.states().get(legal.acknowledged());
        String reason = "%s was running, and is there in part: not as before it (%s), not as after it (%s)"
                .formatted(text(legal.acknowledged() + 1), fromBefore, fromAfter);
        return new Verdict(Grade.FORBIDDEN, -1, Promises.atomicity(running, before), FailureClass.TORN_WRITE, reason);
    }

    /** Something differs from what every legal state has. */
    private Verdict broken(Difference difference) {
        int responsible = lastChange(difference);
        return switch (difference.aspect()) {
            case CONTENT -> brokenContent(difference, responsible);
            case SNAPSHOTS ->
                forbidden("G33", FailureClass.LOST_ACKNOWLEDGED_DATA, difference, "a snapshot never changes");
            default -> brokenMetadata(difference, responsible);
        };
    }

    private Verdict brokenMetadata(Difference difference, int responsible) {
        if (responsible == 0) {
            return forbidden(
                    Promises.RECOVERY, FailureClass.METADATA_INCONSISTENCY, difference, "no operation changed it");
        }
        SpecState before = legal.states().get(responsible - 1);
        Operation operation = legal.operation(responsible);
        String guarantee = before.rules().isStrong()
                ? Promises.durability(operation, difference.aspect(), before)
                : Promises.atomicity(operation, before);
        FailureClass failure = difference.aspect() == Aspect.NAMES
                ? FailureClass.METADATA_INCONSISTENCY
                : FailureClass.LOST_ACKNOWLEDGED_DATA;
        return forbidden(guarantee, failure, difference, "changed last by " + text(responsible));
    }

    private Verdict brokenContent(Difference difference, int responsible) {
        return switch (origin(difference)) {
            case ELSEWHERE, NOWHERE -> foreign(difference);
            case MIXTURE ->
                forbidden(Promises.WORDS, FailureClass.TORN_WRITE, difference, "a word is old or new, never a mixture");
            case ANOTHER_TIME -> oldContent(difference, responsible);
        };
    }

    private Verdict oldContent(Difference difference, int responsible) {
        Page page = pageAt(difference);
        boolean promised = page != null && page.durableBy() > 0;
        int promisedBy = page != null && promised ? page.durableBy() : responsible;
        if (promisedBy == 0) {
            return forbidden(
                    Promises.RECOVERY, FailureClass.LOST_ACKNOWLEDGED_DATA, difference, "no operation changed it");
        }
        SpecState before = legal.states().get(promisedBy - 1);
        Operation operation = legal.operation(promisedBy);
        if (!promised && promisedBy > legal.committed()) {
            String guarantee = Promises.atomicity(operation, before);
            return forbidden(guarantee, FailureClass.TORN_WRITE, difference, text(promisedBy) + " is there in part");
        }
        String guarantee = Promises.durability(operation, Aspect.CONTENT, before);
        String why = "durable since " + text(promisedBy) + " returned";
        return forbidden(guarantee, FailureClass.LOST_ACKNOWLEDGED_DATA, difference, why);
    }

    /** Bytes that this file never had here. */
    private Verdict foreign(Difference difference) {
        if (origin(difference) == Origin.ELSEWHERE && wasShared(difference)) {
            String why = "the block was shared, and what another owner stores must not show here";
            return forbidden(Promises.SHARING, FailureClass.STALE_DATA, difference, why);
        }
        return forbidden(
                Promises.NO_STALE_DATA, FailureClass.STALE_DATA, difference, "nobody has written that to this place");
    }

    /** Where bytes come from that should not be there. */
    private enum Origin {
        /** They were at this place at another time; zeros always were. */
        ANOTHER_TIME,
        /** They are of another file. */
        ELSEWHERE,
        /** Each byte was at this place, but not all of them at once. */
        MIXTURE,
        NOWHERE
    }

    private Origin origin(Difference difference) {
        byte[] found = HexFormat.of().parseHex(difference.found());
        int from = (int) (difference.offset() % FileData.PAGE);
        List<byte[]> here = Stream.concat(
                        Stream.of(new byte[FileData.PAGE]),
                        pagesHere(difference).flatMap(page -> page.versions().stream()))
                .toList();
        if (isAmong(here, found, from)) {
            return Origin.ANOTHER_TIME;
        }
        List<byte[]> anywhere = legal.states().stream()
                .flatMap(state -> state.pages().values().stream())
                .flatMap(page -> page.versions().stream())
                .toList();
        if (isAmong(anywhere, found, from)) {
            return Origin.ELSEWHERE;
        }
        return IntStream.range(0, found.length)
                        .allMatch(i -> here.stream().anyMatch(version -> version[from + i] == found[i]))
                ? Origin.MIXTURE
                : Origin.NOWHERE;
    }

    private static boolean isAmong(List<byte[]> versions, byte[] found, int from) {
        return versions.stream()
                .anyMatch(version -> Arrays.equals(found, 0, found.length, version, from, from + found.length));
    }

    /** The pages that the file had at the place of a difference, in any state. */
    private Stream<Page> pagesHere(Difference difference) {
        return legal.states().stream()
                .flatMap(state -> Stream.ofNullable(state.pages().get(pageNumber(state, difference))));
    }

    private int pageNumber(SpecState state, Difference difference) {
        return number(difference.path()).map(state.nodes()::get).orElse(null) instanceof Node.File file
                ? file.data().pages().getOrDefault(difference.offset() / FileData.PAGE, FileData.UNWRITTEN)
                : FileData.UNWRITTEN;
    }

    /** The number of the file that had a name last. */
    private Optional<Integer> number(String path) {
        return IntStream.range(0, legal.states().size())
                .mapToObj(back -> legal.tree(legal.states().size() - 1 - back))
                .flatMap(tree -> tree.entries().stream())
                .filter(entry -> entry.path().equals(path))
                .map(Expected.Entry::number)
                .findFirst();
    }

    /** Whether in some state another file, or another place of this one, had the page as well. */
    private boolean wasShared(Difference difference) {
        return legal.states().stream().anyMatch(state -> {
            int page = pageNumber(state, difference);
            return page != FileData.UNWRITTEN
                    && state.nodes().values().stream()
                                    .filter(Node.File.class::isInstance)
                                    .mapToInt(file -> Collections.frequency(
                                            ((Node.File) file).data().pages().values(), page))
                                    .sum()
                            > 1;
        });
    }

    private Verdict forbidden(String guarantee, FailureClass failure, Difference difference, String why) {
        return new Verdict(Grade.FORBIDDEN, -1, guarantee, failure, difference + "; " + why);
    }

    /** The last operation that changed what differs; 0 if none did. */
    private int lastChange(Difference difference) {
        for (int number = legal.acknowledged(); number > 0; number--) {
            if (!Objects.equals(node(number, difference.path()), node(number - 1, difference.path()))) {
                return number;
            }
        }
        return 0;
    }

    private Optional<Node> node(int number, String path) {
        return legal.tree(number).entries().stream()
                .filter(entry -> entry.path().equals(path))
                .map(Expected.Entry::node)
                .findFirst();
    }

    private @Nullable Page pageAt(Difference difference) {
        Optional<Node> node = node(legal.acknowledged(), difference.path());
        if (node.isPresent() && node.get() instanceof Node.File file) {
            long index = difference.offset() / FileData.PAGE;
            return legal.pages().get(file.data().pages().getOrDefault(index, FileData.UNWRITTEN));
        }
        return null;
    }
}
