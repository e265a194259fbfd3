package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a process of its own: what a shell sees of it. */
class ProcessTest {
    private static final String BUGGY = "--package=org.powercut.torture.buggy";

    @TempDir
    private Path directory;

    private int started;

    private record Result(int code, String out, String err) {}

    @Test
    void aFindingIsReplayedAlikeInOtherProcesses() throws Exception {
        Result run = start("run", BUGGY, "--json", "--out=" + directory.resolve("results"));
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        String last = run.out().lines().reduce((first, second) -> second).orElseThrow();
        assertThat(new ObjectMapper().readTree(last).get("findings").asInt()).isEqualTo(1);
        String line = Files.readString(directory.resolve("results/findings.jsonl"));
        String token = new ObjectMapper().readTree(line).get("token").asText();

        Result first = start("replay", BUGGY, token);
        Result second = start("replay", BUGGY, token);
        assertThat(first.code()).as(first.err()).isEqualTo(1);
        assertThat(first.out()).contains("power cut before event", token);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aWrongCommandLineEndsWithTwo() throws Exception {
        Result result = start("run", "--colour");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("powercut: ").contains("--colour", "See ./powercut run --help");
    }

    private Result start(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+EnableDynamicAgentLoading",
                "-Dnet.bytebuddy.safe=true",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules",
                "jdk.nio.mapmode",
                "-Dtorture.allure=" + System.getProperty("torture.allure"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(Arrays.asList(args));
        started++;
        Path out = directory.resolve("out" + started);
        Path err = directory.resolve("err" + started);
        int code = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Result(code, Files.readString(out), Files.readString(err));
    }
}
