package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.MappedFileDevice;

/** A real process on a real file, killed without warning: what it was told to be durable is there. */
class ProcessKillTest {
    @TempDir
    Path directory;

    @Test
    void whatAKilledProcessAcknowledgedIsThere() throws Exception {
        Path image = directory.resolve("image");
        Path errors = directory.resolve("errors");
        try (MappedFileDevice device = MappedFileDevice.create(image, 2 << 20)) {
            TestFs.PROVIDER.mkfs(device);
        }
        int acknowledged = 0;
        for (int round = 0; round < 3; round++) {
            Process process = start(image, errors, acknowledged);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 40; i++) {
                    String line = lines.readLine();
                    assertThat(line).as(Files.readString(errors)).isNotNull();
                    acknowledged = Integer.parseInt(line);
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            check(image, acknowledged);
        }
    }

    private static Process start(Path image, Path errors, int from) throws IOException {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                image.toString(),
                Integer.toString(from));
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    private static void check(Path image, int acknowledged) throws IOException {
        try (MappedFileDevice device = MappedFileDevice.open(image)) {
            assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
            try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
                for (int i = Math.max(1, acknowledged - Writer.KEPT + 2); i <= acknowledged; i++) {
                    try (DaxFile file = fs.open("/done" + i)) {
                        assertThat(file.read(0, 10_000)).isEqualTo(TestFs.pattern(10_000, i));
                    }
                }
                try (DaxFile counter = fs.open("/counter")) {
                    assertThat((long) Bytes.getLong(counter.read(0, 8), 0)).isGreaterThanOrEqualTo(acknowledged);
                }
            }
            assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        }
    }

    /** The process that gets killed: writes file after file, and says so. */
    static final class Writer {
        static final int KEPT = 20;

        private Writer() {}

        /** @param args the image, and the number of the first file to write */
        public static void main(String[] args) throws IOException {
            MappedFileDevice device = MappedFileDevice.open(Path.of(args[0]));
            DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults());
            DaxFile counter = fs.open("/counter", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
            counter.truncate(8);
            DaxMapping count = counter.map(MapMode.SHARED_SYNC, 0, 8);
            for (int i = Integer.parseInt(args[1]) + 1; ; i++) {
                try (DaxFile file = fs.open("/new", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE)) {
                    file.write(0, TestFs.pattern(10_000, i));
                }
                fs.rename("/new", "/done" + i);
                String old = "/done" + (i - KEPT);
                if (fs.exists(old)) {
                    fs.unlink(old);
                }
                count.putLong(0, i);
                count.flush(0, 8);
                count.fence();
                System.out.println(i);
            }
        }
    }
}
