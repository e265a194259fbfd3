package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusRunTest {
    private static final String SAMPLES = "--package=org.powercut.torture.samples";

    @TempDir
    private Path directory;

    private CommandLineRun run(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "run";
        all[1] = SAMPLES;
        System.arraycopy(args, 0, all, 2, args.length);
        all[all.length - 1] = "--out=" + directory;
        return CommandLineRun.of(all);
    }

    @Test
    void aBugIsFoundByItsTestAndItsTokenReplays() {
        CommandLineRun run = run("--bug=sample-found", "--json");
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .containsPattern("SAMPLE-FOUND +MF +raw device +append +\\d+\\.\\d\\d +1 line: ")
                .contains("1 of 1 published bugs found");
        JsonNode json = run.json();
        assertThat(json.get("mutants").asInt()).isEqualTo(1);
        assertThat(json.get("mutantsKilled").asInt()).isEqualTo(1);
        assertThat(directory.resolve("findings.jsonl")).isNotEmptyFile();
        assertThat(directory.resolve("report/index.html")).isNotEmptyFile();

        Matcher token = Pattern.compile("./powercut replay (pc1-\\w+)").matcher(run.out());
        assertThat(token.find()).isTrue();
        CommandLineRun replay = CommandLineRun.of("replay", token.group(1), SAMPLES);
        assertThat(replay.code()).as(replay.err()).isEqualTo(1);
        assertThat(replay.out()).contains("mutant SAMPLE-FOUND");
    }

    @Test
    void aBugThatIsMissedGivesOne() {
        CommandLineRun run = run("--bug=SAMPLE-*", "--json");
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out())
                .contains("SAMPLE-FOUND", "MISSED by LogKeepsRecords", "MISSED: the count is not flushed")
                .contains("1 of 2 published bugs found")
                .doesNotContain("SAMPLE-IMPOSSIBLE");
        assertThat(run.json().get("mutants").asInt()).isEqualTo(2);
        assertThat(run.json().get("mutantsKilled").asInt()).isEqualTo(1);
    }
}
