package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command line is said with what would be right, exit code 2, and nothing is touched. */
class UsageTest {
    private static final String SAMPLES = "--package=org.powercut.torture.samples";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --sute x                    | --suite",
                "run --suite Nobody              | LogKeepsRecords",
                "run --guarantee G99             | LOG-1",
                "run --tag slow                  | quick",
                "run --file-system ext4          | raw device",
                "run --platform ARM              | EADR",
                "run --budget soon               | 30s",
                "run --budget 0s                 | 30s",
                "run --budget 10                 | 30s",
                "run --seed pi                   | --seed",
                "run --threads 0                 | at least 1",
                "run --states 0                  | at least 1",
                "run --states-per-point 0        | at least 1",
                "run --threads many              | --threads",
                "run --mutant sample-count-not   | sample-count-not-flushed",
                "run --bug SAMPLE-FUND           | did you mean SAMPLE-FOUND",
                "run --bug SAMPLE-IMPOSSIBLE     | cannot be planted: a log has no directory",
                "run --bug LOST-TEST             | LOST-TEST is shown by the test Nobody",
                "run --corpus --suite Nobody     | choose bugs with --bug",
                "run --corpus --mutants          | leave out either --mutants or --corpus",
                "run --suite LogKeepsRecords --guarantee LOG-1 --tag quick extra | extra",
                "list --suite Nobody             | LogKeepsRecords",
                "dance                           | dance",
            })
    void isRefused(String line, String expected) {
        Path out = directory.resolve("out");
        String[] words = line.split(" +");
        String[] args = new String[words.length + (words[0].equals("run") ? 2 : words[0].equals("list") ? 1 : 0)];
        System.arraycopy(words, 0, args, 0, words.length);
        if (args.length > words.length) {
            args[words.length] = SAMPLES;
        }
        if (words[0].equals("run")) {
            args[words.length + 1] = "--out=" + out;
        }
        CommandLineRun run = CommandLineRun.of(args);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("powercut: ").contains(expected).doesNotContain("Exception", "\tat ");
        assertThat(run.out()).isEmpty();
        assertThat(out).doesNotExist();
    }

    @Test
    void noCommandIsRefused() {
        CommandLineRun run = CommandLineRun.of();
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("run, mutate, list, replay, explore or trace");
    }

    @Test
    void conditionsThatExcludeEachOtherAreRefused() {
        CommandLineRun run = CommandLineRun.of(
                "run",
                SAMPLES,
                "--package=org.powercut.torture.buggy",
                "--suite=CountBeforeRecord",
                "--guarantee=LOG-1");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("together");
    }

    @Test
    void anEmptyPackageIsRefused() {
        CommandLineRun run = CommandLineRun.of("run", "--package=org.example.nothing");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("no crash test in package org.example.nothing");
    }

    @Test
    void aClassThatIsNoCrashTestIsRefusedWithTheReason() {
        CommandLineRun run = CommandLineRun.of("run", "--package=org.powercut.torture.invalid");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("NoWorkload is no valid crash test", "@Workload");
    }

    @Test
    void anOutputThatIsAFileIsRefusedAndKept() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        CommandLineRun run = CommandLineRun.of("run", SAMPLES, "--out=" + file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("cannot write to " + file, "--out");
        assertThat(file).hasContent("mine");
    }

    @Test
    void anOutputBelowAFileIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        CommandLineRun run = CommandLineRun.of("run", SAMPLES, "--out=" + file.resolve("below"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("cannot write to", "--out");
    }

    @Test
    void helpAndVersionAreFine() {
        assertThat(CommandLineRun.of("--help").code()).isZero();
        assertThat(CommandLineRun.of("--help").out()).contains("run", "list", "replay", "Exit codes");
        assertThat(CommandLineRun.of("run", "--help").out()).contains("--budget", "--mutants", "--json");
        assertThat(CommandLineRun.of("--version").out()).contains("powercut");
    }

    @Test
    void listShowsSuitesGuaranteesAndMutants() {
        CommandLineRun run = CommandLineRun.of("list", SAMPLES);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("LogKeepsRecords.append", "raw device, EADR", "quick")
                .containsPattern("LOG-1 +4")
                .contains("sample-record-not-fenced", "missing fence");
    }
}
