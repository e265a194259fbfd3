package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.powercut.framework.explore.Change;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Repair;
import org.powercut.framework.model.Site;

/** Says in words what came of trying to make a finding go away. */
public final class RepairText {
    private static final String INNOCENT = "none: no flush or fence more makes it go away";
    private static final String WRONG = "the order of the stores or the logic is wrong";

    private RepairText() {}

    /** What was tried and found, in lines. */
    public static List<String> lines(Repair repair) {
        return switch (repair) {
            case Repair.Verified verified -> verified(verified);
            case Repair.NoneHelps none ->
                List.of(
                        none.tried() == 0
                                ? INNOCENT + ", for nothing was lost: " + WRONG
                                : INNOCENT + ", not even if every store is written back and fenced at once (tried): "
                                        + WRONG);
            case Repair.NotFound unknown ->
                List.of("not found: " + repairs(unknown.tried()) + " tried, and it goes away only if"
                        + " every store is written back and fenced at once");
            case Repair.NotTried untried -> List.of("not tried: " + untried.why());
        };
    }

    /** {@code add a write-back of inode[5].log_tail after Log.commit(Log.java:17) and a fence before ...}. */
    public static String proposal(Repair.Verified repair) {
        return "add " + repair.changes().stream().map(RepairText::inWords).collect(Collectors.joining(" and "));
    }

    private static List<String> verified(Repair.Verified repair) {
        List<String> lines = new ArrayList<>();
        for (Change change : repair.changes()) {
            lines.add((lines.isEmpty() ? "add " : "and ") + inWords(change));
        }
        repair.moved()
                .ifPresent(site ->
                        lines.add("the test holds without the " + place(site) + " then: perhaps it is to be moved"));
        Coverage coverage = repair.coverage();
        lines.add(String.format(
                Locale.ROOT,
                "verified: with it no crash state from there on fails so, of %,d explored (%s; %s tried)",
                coverage.explored(),
                coverage.means(),
                repairs(repair.tried())));
        return lines;
    }

    private static String inWords(Change change) {
        return switch (change.what()) {
            case FLUSH_AFTER ->
                "a write-back" + (change.field().isEmpty() ? "" : " of " + change.field()) + " after the "
                        + place(change.site());
            case FENCE_BEFORE -> "a fence before the " + place(change.site());
            case FENCE_AFTER -> "a fence after the " + place(change.site());
        };
    }

    private static String place(Site site) {
        return site.instruction() + " at " + site;
    }

    private static String repairs(int count) {
        return count == 1 ? "1 repair" : count + " repairs";
    }
}
