package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/mutation-score.md lists the places of the code as it is, no more and no fewer; what became of them only a run can say. */
class MutationScorePageTest {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (\\w+) \\|.*");

    @Test
    void thePageHasEveryPlace() throws IOException {
        String page = Files.readString(Path.of("../docs/mutation-score.md"));
        List<String> listed = page.substring(page.indexOf(MutationPage.BEGIN), page.indexOf(MutationPage.END))
                .lines()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> row.group(2) + "  " + row.group(1))
                .toList();
        CommandLineRun list = CommandLineRun.of("mutate", "--list");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(listed)
                .as("make the table anew: ./powercut mutate --markdown docs/mutation-score.md")
                .isNotEmpty()
                .containsExactlyElementsOf(list.out()
                        .lines()
                        .map(line -> line.substring(0, line.lastIndexOf("  ")))
                        .toList());
    }
}
