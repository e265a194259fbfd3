package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.powercut.framework.report.Guarantees;

/** {@code list --guarantees} has each guarantee in a line, with a class and a mutant, or says why there is none. */
class ListGuaranteesTest {
    private static List<String> lines(String... more) {
        String[] words = new String[more.length + 2];
        words[0] = "list";
        words[1] = "--guarantees";
        System.arraycopy(more, 0, words, 2, more.length);
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().lines().toList();
    }

    @Test
    void eachGuaranteeHasItsClassesAndMutants() {
        List<String> lines = lines();
        assertThat(lines.getFirst()).matches("guarantee +promise +classes +own mutant +mutants");
        Guarantees catalogue = new Guarantees();
        assertThat(catalogue.ids())
                .isEqualTo(IntStream.rangeClosed(1, 50).mapToObj(i -> "G" + i).toList());
        for (int i = 1; i <= 50; i++) {
            String id = "G" + i;
            String[] cells = lines.get(i).split(" {2,}", -1);
            assertThat(cells).as(lines.get(i)).hasSize(5);
            assertThat(cells[0]).isEqualTo(id);
            assertThat(cells[1]).isEqualTo(catalogue.title(id).orElseThrow());
            if (catalogue.remark(id).isPresent()) {
                assertThat(cells[2]).contains("several threads");
            } else {
                assertThat(cells[2]).as("classes of %s", id).matches("[A-Z]\\w+.*");
                assertThat(cells[3]).as("own mutant of %s", id).matches("[a-z][a-z0-9-]+ \\([A-Z][\\w.]+\\)");
                String[] own = cells[3].split("[ ()]+", -1);
                assertThat(cells[2].split(", ", -1)).as("classes of %s", id).contains(own[1]);
                assertThat(cells[4].split(", ", -1)).as("mutants of %s", id).contains(own[0]);
            }
        }
        assertThat(lines).hasSize(51);
        assertThat(lines.get(11)).contains("RenameReplacesTheTarget", "rename-without-journal");
    }

    @Test
    void onlyThoseOfTheChosenTests() {
        assertThat(lines("--suite", "RenameReplacesTheTarget"))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("G11 ")
                .contains("RenameReplacesTheTarget")
                .doesNotContain("PathsAreSavedWhole");
    }

    @Test
    void guaranteesOfOnesOwn() {
        assertThat(lines("--package=org.powercut.torture.samples"))
                .hasSizeGreaterThan(51)
                .anyMatch(line -> line.matches("LOG-1 .*LogKeepsRecords.*sample-record-not-fenced.*"))
                .anyMatch(line -> line.matches("G1 .* - .*"));
    }

    @Test
    void anUnknownOptionIsRefused() {
        CommandLineRun run = CommandLineRun.of("list", "--guarantee-s");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--guarantee-s", "--guarantees");
    }
}
