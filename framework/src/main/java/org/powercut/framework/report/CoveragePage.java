package org.powercut.framework.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.powercut.framework.explore.Coverage;

/**
 * The page that shows what a run covered: for each guarantee its tests, and for each test crash points, crash states
 * and verdict.
 */
public final class CoveragePage {
    private static final String NONE = "no guarantee named";

    private CoveragePage() {}

    /** The page as static HTML. */
    public static String of(List<TestRecord> records) {
        Guarantees titles = new Guarantees();
        Map<String, List<TestRecord>> byGuarantee = byGuarantee(records);
        StringBuilder rows = new StringBuilder();
        byGuarantee.forEach((id, tests) -> {
            for (int i = 0; i < tests.size(); i++) {
                rows.append("<tr>");
                if (i == 0) {
                    guarantee(rows, id, titles.title(id).orElse(""), tests.size());
                }
                test(rows, tests.get(i));
            }
        });
        return Markup.page(
                "Coverage",
                summary(records)
                        + "<table>\n<tr><th>guarantee</th><th>test</th><th>on</th><th>crash points</th><th>states explored</th>"
                        + "<th>of distinguishable</th><th>chosen</th><th>verdict</th></tr>\n"
                        + rows
                        + "</table>\n"
                        + OrderingCosts.of(records).html());
    }

    private static Map<String, List<TestRecord>> byGuarantee(List<TestRecord> records) {
        Map<String, List<TestRecord>> map = new TreeMap<>(Guarantees.order());
        for (TestRecord test : records) {
            List<String> ids = test.test().guarantees();
            for (String id : ids.isEmpty() ? List.of(NONE) : ids) {
                map.computeIfAbsent(id, key -> new ArrayList<>()).add(test);
            }
        }
        map.values().forEach(list -> list.sort(Comparator.comparing((TestRecord test) -> TestNames.of(test.test()))));
        return map;
    }

    private static String summary(List<TestRecord> records) {
        long states = records.stream().mapToLong(TestRecord::states).sum();
        long exhaustive = records.stream()
                .filter(test -> test.coverage().map(Coverage::exhaustive).orElse(false))
                .count();
        long findings =
                records.stream().mapToLong(test -> test.findings().size()).sum();
        return String.format(
                Locale.ROOT,
                "<p>Tests: %,d, of them exhaustive: %,d. Crash states recovered and checked: %,d. Findings: %,d. A test of"
                        + " several guarantees is listed under each.</p>\n",
                records.size(),
                exhaustive,
                states,
                findings);
    }

    private static void guarantee(StringBuilder rows, String id, String title, int tests) {
        rows.append("<td rowspan=\"")
                .append(tests)
                .append("\"><b>")
                .append(Markup.text(id))
                .append("</b>");
        if (!title.isEmpty()) {
            rows.append("<br>").append(Markup.text(title));
        }
        rows.append("</td>");
    }

    private static void test(StringBuilder rows, TestRecord test) {
        rows.append("<td>")
                .append(Markup.text(TestNames.simpleName(test.test().testClass())))
                .append("<br><code>")
                .append(Markup.text(test.test().workload()))
                .append("</code></td><td class=\"bytes\">")
                .append(Markup.text(TestNames.variant(test.test())))
                .append("</td>");
        test.coverage()
                .ifPresentOrElse(
                        coverage -> coverage(rows, coverage),
                        () -> rows.append("<td colspan=\"4\">")
                                .append(Markup.text(test.remark()))
                                .append("</td>"));
        String style = switch (test.verdict()) {
            case HELD -> "held";
            case SKIPPED -> "skipped";
            case FAILED, BROKEN -> "failed";
        };
        rows.append("<td class=\"")
                .append(style)
                .append("\">")
                .append(test.verdict().word())
                .append("</td></tr>\n");
    }

    private static void coverage(StringBuilder rows, Coverage coverage) {
        rows.append(String.format(
                Locale.ROOT,
                "<td class=\"num\">%,d</td><td class=\"num\">%,d</td><td class=\"num\">%s</td><td class=\"%s\">%s</td>",
                coverage.crashPoints(),
                coverage.explored(),
                TestRecord.about(coverage.distinguishable()),
                coverage.exhaustive() ? "held" : "gap",
                coverage.exhaustive() ? "exhaustive" : Markup.text(coverage.means())));
    }
}
