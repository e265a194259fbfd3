package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated workloads from the command line. */
class GeneratedTest {
    @TempDir
    private Path directory;

    private CommandLineRun run(String... args) {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(args));
        all.add("--out=" + directory);
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    @Test
    void aSampleHoldsAndIsCounted() throws Exception {
        CommandLineRun run = run("--generated=seq-2", "--sample=12", "--seed=5", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("36 of 36 workloads \\(100%\\), \\d+ of them exhaustive; [\\d,]+ crash states");
        JsonNode json = run.json();
        assertThat(json.get("workloads").asLong()).isEqualTo(36);
        assertThat(json.get("workloadsRun").asLong()).isEqualTo(36);
        assertThat(json.get("exhaustiveWorkloads").asLong()).isBetween(1L, 36L);
        assertThat(json.get("states").asLong()).isGreaterThan(36);
        assertThat(json.get("findings").asInt()).isZero();
        assertThat(json.get("failed").asInt()).isZero();
    }

    @Test
    void whatTimeDoesNotSufficeForIsSaid() throws Exception {
        CommandLineRun run = run("--generated=seq-2", "--budget=2s", "--file-system=dax-fs:strong", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = run.json();
        assertThat(json.get("workloadsRun").asLong())
                .isPositive()
                .isLessThan(json.get("workloads").asLong());
        assertThat(run.out()).doesNotContain("(100%)");
    }

    @Test
    void aPlantedBugIsFoundByGeneratedWorkloadsAlone() throws Exception {
        CommandLineRun run = run("--generated=seq-1", "--mutant=tail-not-flushed", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("mutantsKilled").asInt()).isEqualTo(1);
        assertThat(run.out()).contains("EveryShortSequence.generated");
    }

    @Test
    void whatCannotBeIsRefusedWithWhatIsRight() {
        refused("seq-1, seq-2, seq-3, fuzz", "--generated=seq-4");
        refused("give a sample", "--generated=seq-3");
        refused("give one, such as --budget 5m", "--generated=fuzz");
        refused("takes no sample", "--generated=fuzz", "--budget=1s", "--sample=3");
        refused("--sample is 1 to", "--generated=seq-1", "--sample=0");
        refused("--sample goes with --generated", "--sample=3");
        refused("--corpus-dir goes with --generated", "--corpus-dir=" + directory);
    }

    private void refused(String why, String... args) {
        CommandLineRun run = run(args);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(why);
    }
}
