package org.powercut.torture;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TextTable;

/** What became of each mutant, as a table for people and as one for a page. */
final class MutationTable {
    private final List<MutationFate> fates;

    MutationTable(List<MutationFate> fates) {
        this.fates = List.copyOf(fates);
    }

    /** One row for each mutant. */
    String text() {
        TextTable table = new TextTable("place", "kind", "verdict", "killed by", "seconds").right(4);
        for (MutationFate fate : fates) {
            table.row(List.of(
                    fate.mutant().place(),
                    fate.mutant().kind().word(),
                    fate.verdict().inWords(),
                    killer(fate),
                    seconds(fate.time())));
            if (fate.verdict() != MutationFate.Verdict.KILLED) {
                table.line("    " + fate.mutant().source() + unsound(fate));
            }
        }
        return table.toString();
    }

    /** The same in Markdown, with the score of each kind above. */
    String markdown() {
        StringBuilder page =
                new StringBuilder("| kind | mutants | killed | survived | never executed |\n|---|---|---|---|---|\n");
        for (MutationKind kind : MutationKind.values()) {
            List<MutationFate> ofKind =
                    fates.stream().filter(fate -> fate.mutant().kind() == kind).toList();
            if (!ofKind.isEmpty()) {
                Map<MutationFate.Verdict, Long> counts = count(ofKind);
                page.append("| %s | %d | %d | %d | %d |\n"
                        .formatted(
                                kind.inWords(),
                                ofKind.size(),
                                counts.getOrDefault(MutationFate.Verdict.KILLED, 0L),
                                counts.getOrDefault(MutationFate.Verdict.SURVIVED, 0L),
                                counts.getOrDefault(MutationFate.Verdict.NEVER_EXECUTED, 0L)));
            }
        }
        page.append("\n| place | kind | verdict | killed by | what it found |\n|---|---|---|---|---|\n");
        for (MutationFate fate : fates) {
            page.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            fate.mutant().place(),
                            fate.mutant().kind().word(),
                            fate.verdict().inWords(),
                            killer(fate),
                            cell(fate.finding())));
        }
        return page.toString();
    }

    static Map<MutationFate.Verdict, Long> count(List<MutationFate> fates) {
        return fates.stream()
                .collect(Collectors.groupingBy(
                        MutationFate::verdict, () -> new EnumMap<>(MutationFate.Verdict.class), Collectors.counting()));
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
    }

    private static String killer(MutationFate fate) {
        return fate.killer()
                .map(test -> TestNames.of(test.test()) + " (" + TestNames.variant(test.test()) + ")")
                .orElse(
                        fate.tried() == 0
                                ? ""
                                : "none of " + fate.tried() + (fate.cutOff() ? ", as far as there was time" : ""));
    }

    private static String unsound(MutationFate fate) {
        return fate.unsound().stream()
                .map(test -> "; no kill: " + TestNames.of(test) + " does not hold without the mutant either")
                .collect(Collectors.joining());
    }

    private static String cell(String text) {
        String oneLine = text.replace("|", "\\|").replace("<", "&lt;");
        return oneLine.length() <= 120 ? oneLine : oneLine.substring(0, 117) + "...";
    }
}
