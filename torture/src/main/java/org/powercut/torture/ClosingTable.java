package org.powercut.torture;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.powercut.framework.engine.RepairText;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TestRecord;
import org.powercut.framework.report.TextTable;
import org.powercut.framework.report.Verdict;

/** The table that ends a run, with each finding below it. */
final class ClosingTable {
    private ClosingTable() {}

    /** The table and the findings, ending in an empty line. */
    static String of(List<TestRecord> records) {
        TextTable table = new TextTable(
                        "test", "on", "guarantee", "crash points", "states explored of distinguishable", "verdict")
                .right(3);
        for (TestRecord test : records) {
            table.row(List.of(
                    TestNames.of(test.test()),
                    TestNames.variant(test.test()),
                    String.join(", ", test.test().guarantees()),
                    test.coverage()
                            .map(coverage -> String.format(Locale.ROOT, "%,d", coverage.crashPoints()))
                            .orElse(""),
                    test.coverageInWords(),
                    test.verdict().word()));
        }
        StringBuilder text = new StringBuilder(table.toString()).append('\n');
        for (TestRecord test : records) {
            if (test.verdict() == Verdict.BROKEN || test.verdict() == Verdict.SKIPPED) {
                text.append(test.verdict().word() + "  " + TestNames.of(test.test()) + ": " + test.remark() + "\n\n");
            }
            test.findings().forEach(finding -> text.append(inWords(test, finding)));
        }
        return text.toString();
    }

    private static String inWords(TestRecord test, Finding finding) {
        String first = finding.message().lines().findFirst().orElse("");
        return "finding  " + TestNames.of(test.test()) + ": ["
                + finding.failureClass().title() + "] " + first + "\n"
                + "         lost: " + LostLines.inWords(finding.lost()) + "\n"
                + finding.repair().map(RepairText::lines).orElse(List.of()).stream()
                        .map(line -> "         " + line + "\n")
                        .collect(Collectors.joining())
                + "         ./powercut replay " + finding.token() + "\n\n";
    }
}
