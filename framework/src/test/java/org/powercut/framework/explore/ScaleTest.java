package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What exploring costs, counted in JVMs of their own: nothing for the size of a device, little for the length of a run. */
@DisplayName("Exploration at scale")
class ScaleTest {
    private static final int MILLION = 1_000_000 / LongLog.INSTRUCTIONS;

    /** The events alone are 28 MiB, and what was stored is 81 MiB: a second copy of either does not fit. */
    @Test
    @DisplayName("a run of a million instructions is explored to its end in 96 MiB of heap")
    void longRun() throws Exception {
        List<String> lines = run("-Xmx96m", 1L << 30, MILLION);
        assertThat(lines).first().asString().endsWith("exhaustive true findings 0");
        assertThat(number(lines.getFirst(), 3)).isGreaterThan(2L * MILLION);
    }

    @Test
    @DisplayName("64 GiB cost what 64 MiB do: the same states, and as much memory allocated, within a tenth")
    void largeDevice() throws Exception {
        List<String> small = run("-Xmx96m", 64L << 20, 2000);
        List<String> large = run("-Xmx96m", 64L << 30, 2000);
        assertThat(large.getFirst()).isEqualTo(small.getFirst()).endsWith("exhaustive true findings 0");
        assertThat(number(large.get(1), 1)).isLessThan(number(small.get(1), 1) * 11 / 10);
    }

    @Test
    @DisplayName(
            "a finding with thousands of lines in flight tells of those that lost something, and counts the others")
    void manyLinesInFlight() {
        int lines = 5000;
        Recording recording = LongLog.recorded(1 << 20, device -> {
            for (int line = 0; line < lines; line++) {
                device.putLong(64L * line, 1);
            }
        });
        Subject lastNeedsFirst = Recorder.checked((device, crash) -> {
            if (device.getLong(64L * (lines - 1)) == 0 && device.getLong(0) != 0) {
                throw new BrokenPromise(FailureClass.TORN_WRITE, "the first without the last");
            }
        });
        Finding finding = new Explorer()
                .explore(recording, () -> lastNeedsFirst, new Settings().get(), more -> {})
                .findings()
                .getFirst();
        Evidence evidence = finding.evidence();
        assertThat(evidence.lines())
                .hasSize(2000)
                .first()
                .extracting(Evidence.LineState::address)
                .isEqualTo(64L * 4999);
        assertThat(evidence.changes()).hasSize(1);
        assertThat(evidence.leftOut()).isEqualTo(3000);
    }

    private static long number(String line, int word) {
        return Long.parseLong(line.split(" ")[word]);
    }

    private static List<String> run(String heap, long deviceSize, int records)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "--enable-native-access=ALL-UNNAMED",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        ScaleJvm.class.getName(),
                        Long.toString(deviceSize),
                        Integer.toString(records))
                .redirectErrorStream(true)
                .start();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(text).isZero();
            return text.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
