package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.framework.explore.Cut;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.torture.samples.NotNow;

class ReplayTest {
    private static final String SAMPLES = "--package=org.powercut.torture.samples";
    private static final String BUGGY = "--package=org.powercut.torture.buggy";

    @TempDir
    private Path directory;

    @Test
    void aFindingFailsTheSameWayByteForByte() throws Exception {
        CommandLineRun.of("run", BUGGY, "--out=" + directory);
        String token = tokens().getFirst();
        CommandLineRun first = CommandLineRun.of("replay", BUGGY, token);
        CommandLineRun second = CommandLineRun.of("replay", BUGGY, token);
        assertThat(first.code()).as(first.err()).isEqualTo(1);
        assertThat(first.out())
                .startsWith("CountBeforeRecord.publish on raw device, ADR\n")
                .contains("[torn write] the flag is there without its data")
                .contains("power cut before event")
                .containsPattern("L +store.*CountBeforeRecord.publish\\(CountBeforeRecord.java:\\d+\\)")
                .contains(token);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aFindingOnAMutantIsReplayedOnTheMutant() throws Exception {
        CommandLineRun.of("run", SAMPLES, "--mutant=sample-*", "--out=" + directory);
        assertThat(tokens()).hasSize(3);
        for (String token : tokens()) {
            CommandLineRun run = CommandLineRun.of("replay", SAMPLES, token);
            assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
            assertThat(run.out()).contains(", mutant sample-").contains("power cut before event");
            assertThat(CommandLineRun.of("replay", SAMPLES, token)).isEqualTo(run);
        }
    }

    @Test
    void anInterleavingThatHoldsPasses() throws Exception {
        CommandLineRun.of("run", BUGGY, "--out=" + directory);
        ReplayToken failing = ReplayToken.parse(tokens().getFirst());
        ReplayToken passing =
                new ReplayToken(failing.build(), failing.test(), failing.seed(), List.of(new Cut(0, List.of())));
        CommandLineRun run = CommandLineRun.of("replay", BUGGY, passing.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("every promise was kept");
    }

    @Test
    void everyChangedCharacterIsRefused() throws Exception {
        CommandLineRun.of("run", BUGGY, "--out=" + directory);
        String token = tokens().getFirst();
        for (int i = 0; i < token.length(); i++) {
            String changed = token.substring(0, i) + (token.charAt(i) == 'a' ? 'b' : 'a') + token.substring(i + 1);
            CommandLineRun run = CommandLineRun.of("replay", BUGGY, changed);
            assertThat(run.code()).as(changed).isEqualTo(2);
            assertThat(run.err()).startsWith("powercut: ").contains("token").doesNotContain("\tat ");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void aTokenOfAnotherBuildIsRefused() throws Exception {
        CommandLineRun.of("run", BUGGY, "--out=" + directory);
        ReplayToken token = ReplayToken.parse(tokens().getFirst());
        ReplayToken foreign = new ReplayToken(token.build() + 1, token.test(), token.seed(), token.cuts());
        CommandLineRun run = CommandLineRun.of("replay", BUGGY, foreign.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("build", "check out that build, or run again");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aSkippedTestIsRefusedWithTheReason() {
        String id = Suites.find(List.of("org.powercut.torture.samples"), Map.of()).tests().stream()
                .filter(test -> test.testClass() == NotNow.class)
                .findFirst()
                .orElseThrow()
                .id();
        ReplayToken token = new ReplayToken(1, ReplayToken.hash(id), 0, List.of(new Cut(0, List.of())));
        CommandLineRun run = CommandLineRun.of("replay", SAMPLES, token.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("NotNow.append is skipped here: only here to be skipped");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aTestOnAFileSystemThatIsNotInstalledNeedsItsName() {
        String kit = "org.powercut.framework.testkit.atomicity";
        String undoFs = "org.powercut.suites.undofs.UndoFsProvider";
        String id = Suites.find(List.of(kit), Map.of("powercut.file-system", undoFs)).tests().stream()
                .filter(test -> test.testClass().getSimpleName().equals("SymlinksAreNeverEmpty"))
                .findFirst()
                .orElseThrow()
                .id();
        ReplayToken foreign = new ReplayToken(1, ReplayToken.hash(id), 0, List.of(new Cut(0, List.of())));
        String[] words = {"replay", "--package=" + kit, "--file-system=" + undoFs, foreign.toString()};

        CommandLineRun nameless = CommandLineRun.of(words[0], words[1], words[3]);
        assertThat(nameless.code()).isEqualTo(2);
        assertThat(nameless.err()).contains("the provider's class with --file-system");

        CommandLineRun otherBuild = CommandLineRun.of(words);
        assertThat(otherBuild.code()).isEqualTo(2);
        Matcher build = Pattern.compile("this is build (\\p{XDigit}{16})").matcher(otherBuild.err());
        assertThat(build.find()).as(otherBuild.err()).isTrue();

        words[3] = new ReplayToken(
                        Long.parseUnsignedLong(build.group(1), 16), foreign.test(), foreign.seed(), foreign.cuts())
                .toString();
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("SymlinksAreNeverEmpty.").contains("undo-fs", "every promise was kept");
    }

    @Test
    void aTokenOfAnUnknownTestIsRefused() {
        ReplayToken unknown = new ReplayToken(1, 2, 3, List.of(new Cut(4, List.of(5))));
        CommandLineRun run = CommandLineRun.of("replay", BUGGY, unknown.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("belongs to none of the tests", "--package");
    }

    private List<String> tokens() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        return Files.readAllLines(directory.resolve("findings.jsonl")).stream()
                .map(line -> token(mapper, line))
                .toList();
    }

    private static String token(ObjectMapper mapper, String line) {
        try {
            JsonNode finding = mapper.readTree(line);
            return finding.get("token").asText();
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
