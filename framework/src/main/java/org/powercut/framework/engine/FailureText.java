package org.powercut.framework.engine;

import java.util.List;
import java.util.Locale;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;

/**
 * The text of a failing interleaving: what was promised, what the check said, where the power was cut, what was lost and
 * why it could be, and how to see it again. The same finding gives the same text, byte for byte.
 */
final class FailureText {
    private static final String INDENT = "             ";
    private static final int TITLE = 160;
    private static final String NO_FAULTS = "none";

    private final CrashTestInfo test;
    private final Finding finding;
    private final StringBuilder out = new StringBuilder();

    FailureText(CrashTestInfo test, Finding finding) {
        this.test = test;
        this.finding = finding;
    }

    /** One line on a test with findings; the interleavings below it say more. */
    static String summary(CrashTestInfo test, Exploration exploration) {
        Coverage coverage = exploration.coverage();
        List<Finding> findings = exploration.findings();
        Finding first = findings.getFirst();
        return String.format(
                Locale.ROOT,
                "%s: %s in %,d crash states at %,d crash points (%s); see the tests below. The first: %s%nreplay: %s",
                test.displayName(),
                findings.size() == 1 ? "1 failing interleaving" : findings.size() + " failing interleavings",
                coverage.explored(),
                coverage.crashPoints(),
                coverage.means(),
                title(first),
                first.token());
    }

    String text() {
        out.setLength(0);
        out.append(title(finding)).append('\n');
        line("test", test.displayName());
        if (!finding.token().workload().isEmpty()) {
            line("workload", finding.token().workload());
        }
        if (!test.guarantees().isEmpty()) {
            line("promised", String.join(", ", test.guarantees()));
        }
        if (!test.faults().equals(NO_FAULTS)) {
            line("faults", test.faults());
        }
        line(finding.failureClass() == FailureClass.UNMOUNTABLE ? "recovery" : "check", finding.message());
        omitted();
        cut();
        lost();
        repair();
        replay();
        return out.toString();
    }

    /** {@code [lost acknowledged data]} and what the check said, in one line: reports sort by its begin. */
    private static String title(Finding finding) {
        String said = finding.message().strip().replaceAll("\\s+", " ");
        return "[" + finding.failureClass().title() + "] "
                + (said.length() <= TITLE ? said : said.substring(0, TITLE - 3) + "...");
    }

    private void omitted() {
        List<String> omitted = finding.omitted();
        if (!omitted.isEmpty()) {
            line("without", String.join("\n", omitted));
            line("", "which " + (omitted.size() == 1 ? "is" : "are") + " not needed for it, and left out");
        }
    }

    private void cut() {
        CrashInfo crash = finding.crash();
        line("power cut", place());
        line("", crash.operation().map(operation -> "during " + operation).orElse("between operations"));
        line(
                "",
                crash.milestones().isEmpty()
                        ? "before any milestone"
                        : "after the milestones " + crash.milestonesInWords());
        if (crash.nested() > 0) {
            line("", "and again during recovery, before its event " + secondCut());
        }
    }

    private int secondCut() {
        return finding.token().cuts().getLast().crashPoint();
    }

    private String place() {
        Trace trace = finding.evidence().trace();
        int at = finding.crashPoint();
        if (at >= trace.size()) {
            return "at the end of the workload, after event " + (trace.size() - 1);
        }
        Kind kind = trace.kind(at);
        String what = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String where = switch (kind) {
            case OPERATION_BEGIN, MILESTONE -> " " + trace.text(at);
            case OPERATION_END -> "";
            default -> " at " + finding.evidence().sites().site(trace.site(at));
        };
        return "before event " + at + " of " + trace.size() + ": " + what + where;
    }

    private void lost() {
        if (finding.lost().isEmpty()) {
            line("lost", "nothing: every store had reached the media");
            line("why", withoutLoss());
            return;
        }
        line("lost", heading());
        AlignedTable table = new AlignedTable("event", "bytes", "address", "field", "issued by");
        for (LostStore store : finding.lost()) {
            table.row(
                    Integer.toString(store.event()),
                    Integer.toString(store.length()),
                    "0x" + Long.toHexString(store.address()),
                    store.field(),
                    store.site().toString());
        }
        table.lines().forEach(row -> out.append("    ").append(row).append('\n'));
        new PersistHint(finding).text().ifPresent(text -> line("why", text));
    }

    private String heading() {
        if (!finding.minimal()) {
            return "these stores; perhaps fewer would do";
        }
        return finding.lost().size() == 1 ? "this store alone" : "these stores, and it takes all of them";
    }

    private String withoutLoss() {
        if (finding.crash().nested() > 0) {
            return "recovery does not bear being cut there and run again";
        }
        return finding.crashPoint() >= finding.evidence().trace().size()
                ? "the workload, recovery or the check is wrong without any power cut"
                : "what was stored up to the cut is wrong as it is: the order of the stores, or recovery";
    }

    private void repair() {
        finding.repair().ifPresent(repair -> line("repair", String.join("\n", RepairText.lines(repair))));
    }

    private void replay() {
        out.append("  replay     ./powercut replay ").append(finding.token()).append('\n');
        out.append(INDENT).append("or run the tests with -Dpowercut.replay=").append(finding.token());
    }

    private void line(String label, String text) {
        List<String> lines = text.strip().lines().toList();
        out.append(String.format(Locale.ROOT, "  %-11s", label));
        for (int i = 0; i < lines.size(); i++) {
            out.append(i == 0 ? "" : INDENT)
                    .append(lines.get(i).stripTrailing())
                    .append('\n');
        }
        if (lines.isEmpty()) {
            out.append('\n');
        }
    }
}
