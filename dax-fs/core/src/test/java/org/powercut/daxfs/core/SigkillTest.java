package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.MappedFileDevice;

/** A real process on a real file, killed without warning again and again. */
class SigkillTest {
    private static final int KILLS = 200;
    private static final long SEED = 20_261_121;
    private static final int MOST_STEPS = 30;
    private static final int MOST_SPINS = 60_000;

    @TempDir
    Path directory;

    private final KillWorkload.Model model = new KillWorkload.Model();

    @Test
    @DisplayName(
            "G9, G20: after SIGKILL at 200 seeded moments, fsck is clean and every acknowledged operation is there")
    void everyAcknowledgedOperationIsThere() throws Exception {
        Path image = directory.resolve("image");
        try (MappedFileDevice device = MappedFileDevice.create(image, 2 << 20)) {
            TestFs.PROVIDER.mkfs(device);
            try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
                KillWorkload.prepare(fs);
            }
        }
        Random random = new Random(SEED);
        int done = 0;
        Process next = start(image);
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = next;
                next = start(image); // it waits for its signal, and loads its classes meanwhile
                done = check(image, runAndKill(process, done, random));
            }
        } finally {
            next.destroyForcibly().waitFor();
        }
        assertThat(done).as("operations").isGreaterThan(KILLS * MOST_STEPS / 4);
    }

    private Process start(Path image) throws IOException {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KillWorkload.class.getName(),
                image.toString(),
                Long.toString(SEED));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("errors").toFile())
                .start();
    }

    /** Lets a process go on behind an operation, and kills it at a seeded moment. Returns the last one acknowledged. */
    private int runAndKill(Process process, int done, Random random) throws Exception {
        process.getOutputStream().write((done + 1 + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        int last = done;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (int wanted = done + random.nextInt(MOST_STEPS + 1); last < wanted; ) {
                String line = lines.readLine();
                assertThat(line)
                        .as(Files.readString(directory.resolve("errors")))
                        .isNotNull();
                last = Integer.parseInt(line);
            }
            for (int spins = random.nextInt(MOST_SPINS); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            // not Process.destroyForcibly: that closes the stream with the last acknowledgements in it
            assertThat(process.toHandle().destroyForcibly()).isTrue();
            assertThat(process.waitFor()).as("killed, not ended").isEqualTo(128 + 9);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Integer.parseInt(line);
            }
        }
        for (int step = done + 1; step <= last; step++) {
            model.step(SEED, step);
        }
        return last;
    }

    /** The image holds what was acknowledged, or one operation more. Returns how many operations it holds. */
    private int check(Path image, int acknowledged) throws IOException {
        int done = acknowledged;
        try (MappedFileDevice device = MappedFileDevice.open(image)) {
            assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
            try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
                if (!model.isIn(fs)) {
                    model.step(SEED, ++done);
                    assertThat(model.isIn(fs))
                            .as("after operation %d or %d", acknowledged, done)
                            .isTrue();
                }
            }
            assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        }
        return done;
    }
}
