package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A box with one needless flush, a note that no test reads and a counter that no test counts. */
class MutateTest {
    private static final String SCORED = "--package=org.powercut.torture.scored";

    @TempDir
    private Path directory;

    private static CommandLineRun run(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "mutate";
        all[1] = SCORED;
        System.arraycopy(args, 0, all, 2, args.length);
        return CommandLineRun.of(all);
    }

    @Test
    void everyPlaceIsKilledSurvivesOrIsNeverExecuted() {
        CommandLineRun run = run("--json");
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.startsWith("PmemBox.")))
                .map(line -> line.replaceAll(" {2,}", " | ").replaceAll(" \\| [0-9.]+$", ""))
                .containsExactlyInAnyOrder(
                        "PmemBox.put:flush#0 | flush | killed | BoxKeepsItsValue.put (raw device, ADR)",
                        "PmemBox.put:flush#1 | flush | SURVIVED | none of 1",
                        "PmemBox.note:flush#0 | flush | SURVIVED | none of 1",
                        "PmemBox.opened:flush#0 | flush | NEVER EXECUTED",
                        "PmemBox.put:fence#0 | fence | killed | BoxKeepsItsValue.put (raw device, ADR)",
                        "PmemBox.note:fence#0 | fence | SURVIVED | none of 1",
                        "PmemBox.opened:fence#0 | fence | NEVER EXECUTED",
                        "PmemBox.put:fence#0 | order | killed | BoxKeepsItsValue.put (raw device, ADR)",
                        "PmemBox.note:fence#0 | order | SURVIVED | none of 1",
                        "PmemBox.opened:fence#0 | order | NEVER EXECUTED",
                        "PmemBox.value:PmemBox.checksum#0 | check | killed | BoxKeepsItsValue.put (raw device, ADR)",
                        "PmemBox.put:PmemBox.writeProtect#0 | protect | killed | BoxKeepsItsValue.put (raw device, ADR)");
        JsonNode json = run.json();
        assertThat(json.get("mutants").asInt()).isEqualTo(12);
        assertThat(json.get("mutantsKilled").asInt()).isEqualTo(5);
        assertThat(json.get("survived").asInt()).isEqualTo(4);
        assertThat(json.get("neverExecuted").asInt()).isEqualTo(3);
        assertThat(json.get("tests").asInt()).isEqualTo(1);
        assertThat(json.get("seconds").isNumber()).isTrue();
        assertThat(json.get("seed").asLong()).isZero();
    }

    @Test
    void aChoiceThatIsKilledGivesZeroAndItsTableReplacesTheOldOne() throws Exception {
        Path page = directory.resolve("score.md");
        Files.writeString(page, "# Score\n\n" + MutationPage.BEGIN + "\nold\n" + MutationPage.END + "\n\nAfter.\n");
        CommandLineRun run = run("--site=PmemBox.put*", "--kind=fence,check,order", "--markdown=" + page);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 of 2 mutants killed, 0 survived, 0 never executed; 1 tests");
        assertThat(page)
                .content()
                .startsWith("# Score\n\n" + MutationPage.BEGIN)
                .doesNotContain("old")
                .contains("| fence dropped | 1 | 1 | 0 | 0 |")
                .contains("| `PmemBox.put:fence#0` | fence | killed | BoxKeepsItsValue.put (raw device, ADR) |")
                .endsWith(MutationPage.END + "\n\nAfter.\n");
    }

    @Test
    void placesAreListedWithoutARun() {
        CommandLineRun run = run("--list", "--kind=flush", "--site=*.note*");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .matches("flush {2}PmemBox.note:flush#0 {2}org.powercut.torture.scored.PmemBox.note"
                        + "\\(PmemBox.java:\\d+\\)\\R");
    }

    @Test
    void patternsSayWhatIsACheck() {
        assertThat(run("--list", "--kind=check", "--checks=PmemBox.is*").err())
                .contains("nothing in the code under test is of this kind");
        assertThat(run("--list", "--kind=protect", "--protects=PmemBox.write*").out())
                .startsWith("protect  PmemBox.put:PmemBox.writeProtect#0");
    }

    @Test
    void badInputIsRefusedWithWhatWouldBeRight() throws Exception {
        assertRefused("--kind 'flash' is none of flush, fence, order, check, protect", "--kind=flash");
        assertRefused("no place in the code under test is named 'PmemBox.puts'", "--site=PmemBox.puts");
        assertRefused("package 'org.example' is not under test", "--code=org.example");
        assertRefused("--threads is at least 1, not 0", "--threads=0");
        Path page = directory.resolve("prose.md");
        Files.writeString(page, "Prose.");
        assertRefused("is not to be overwritten", "--markdown=" + page);
        assertThat(page).hasContent("Prose.");
        assertRefused("there is no directory for it", "--markdown=" + directory.resolve("no/such.md"));
    }

    private static void assertRefused(String message, String... args) {
        CommandLineRun run = run(args);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(run.out()).isEmpty();
    }
}
