package org.powercut.suites.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.PublishedBug;
import org.powercut.framework.engine.PublishedBug.Impossible;
import org.powercut.framework.engine.PublishedBug.Kind;
import org.powercut.framework.engine.PublishedBug.Planted;
import org.powercut.framework.engine.PublishedBug.Status;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.inject.Mutation.CallInstead;

/** Collects published bugs, in the order in which they are listed. */
final class BugList {
    /** The binary name of a class of dax-fs begins with it. */
    static final String CORE = "org.powercut.daxfs.core.";

    /** The same of undo-fs, which is in the test sources. */
    static final String UNDO_PACKAGE = "org.powercut.suites.undofs.";

    static final String UNDO = "undo-fs";
    static final String STRONG = "dax-fs";
    static final String WEAK = "dax-fs:weak";

    private final List<PublishedBug> bugs = new ArrayList<>();

    List<PublishedBug> bugs() {
        return List.copyOf(bugs);
    }

    /** The two steps of a mount of undo-fs in the wrong order. */
    static Mutation[] trimBeforeBlocks() {
        String recovery = UNDO_PACKAGE + "Recovery";
        return new Mutation[] {
            new CallInstead(recovery, "mount", "findBlocks", 0, "trimAll"),
            new CallInstead(recovery, "mount", "trimAll", 0, "findBlocks")
        };
    }

    /** A bug as it was published; what became of it comes next. */
    Published published(String id, String finder, String project, String report, String description, Kind... kinds) {
        return new Published(id, finder, project, report, description, List.of(kinds));
    }

    /** What is known of a bug before it is planted or excused. */
    final class Published {
        private final String id;
        private final String finder;
        private final String project;
        private final String report;
        private final String description;
        private final List<Kind> kinds;

        private Published(
                String id, String finder, String project, String report, String description, List<Kind> kinds) {
            this.id = id;
            this.finder = finder;
            this.project = project;
            this.report = report;
            this.description = description;
            this.kinds = kinds;
        }

        /** Begins to say how it is planted. */
        Planting planted(String how, String... guarantees) {
            return new Planting(this, how, List.of(guarantees));
        }

        /** It cannot exist here. */
        void impossible(String reason) {
            add(new Impossible(reason));
        }

        private void add(Status status) {
            bugs.add(new PublishedBug(id, finder, project, report, kinds, description, status));
        }

        private String words() {
            return kinds.stream().map(Kind::words).collect(Collectors.joining(", "));
        }
    }

    /** How a bug is planted; the file system is dax-fs with the contract STRONG unless it is said. */
    static final class Planting {
        private final Published bug;
        private final String how;
        private final List<String> guarantees;
        private String fileSystem = STRONG;
        private String test = "";
        private FailureClass failure = FailureClass.TORN_WRITE;

        private Planting(Published bug, String how, List<String> guarantees) {
            this.bug = bug;
            this.how = how;
            this.guarantees = guarantees;
        }

        Planting on(String name) {
            fileSystem = name;
            return this;
        }

        /** The class of the shortest test that shows it, as reports name it, and what it finds. */
        Planting shownBy(String name, FailureClass finding) {
            test = name;
            failure = finding;
            return this;
        }

        /** It shows at the device. */
        void at(Fault... faults) {
            add(new Mutant(bug.id, how, bug.words(), guarantees, FaultPlan.of(bug.id, faults)));
        }

        /** It is in the code. */
        void in(Mutation... mutations) {
            add(new Mutant(bug.id, how, bug.words(), guarantees, mutations));
        }

        private void add(Mutant mutant) {
            bug.add(new Planted(mutant.on(fileSystem), test, failure));
        }
    }
}
