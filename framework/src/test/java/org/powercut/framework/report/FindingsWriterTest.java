package org.powercut.framework.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.framework.explore.ReplayToken;

class FindingsWriterTest {
    @TempDir
    private Path directory;

    @Test
    void eachFindingIsALineAtOnce() throws Exception {
        Path file = directory.resolve("findings.jsonl");
        Files.writeString(file, "left by an earlier run\n");
        try (FindingsWriter writer = new FindingsWriter(file)) {
            assertThat(file).isEmptyFile();
            writer.finding(Samples.test(), Samples.finding(), "id");
            assertThat(Files.readAllLines(file)).hasSize(1);
            writer.finding(Samples.test(), Samples.finding(), "id");
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        Golden.check("finding.json", lines.get(0) + "\n");
    }

    @Test
    void aLineHoldsWhatReplayNeeds() throws Exception {
        Path file = directory.resolve("findings.jsonl");
        try (FindingsWriter writer = new FindingsWriter(file)) {
            writer.finding(Samples.test(), Samples.finding(), "id");
        }
        JsonNode line = new ObjectMapper().readTree(file.toFile());
        ReplayToken token = ReplayToken.parse(line.get("token").asText());
        assertThat(token.isOf(line.get("test").asText())).isTrue();
        assertThat(line.get("lost").get(0).get("field").asText()).isEqualTo("log[0] entry 0 (append).key");
    }
}
