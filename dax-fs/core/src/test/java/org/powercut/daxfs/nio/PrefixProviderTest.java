package org.powercut.daxfs.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.daxfs.core.DaxFsProvider;
import org.powercut.pmem.MappedFileDevice;

/** Programs that know nothing of dax-fs, in a JVM of their own, land on an image by the prefix of their paths. */
class PrefixProviderTest {
    @TempDir
    private Path temp;

    private Path image;
    private String prefix;

    @BeforeEach
    void makeImage() throws IOException {
        image = temp.resolve("image");
        prefix = temp.resolve("pmem").toString();
        try (MappedFileDevice device = MappedFileDevice.create(image, 32 << 20)) {
            new DaxFsProvider().mkfs(device);
        }
    }

    private List<String> run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.nio.file.spi.DefaultFileSystemProvider=org.powercut.daxfs.nio.PrefixProvider",
                "-Dpowercut.nio.prefix=" + prefix,
                "-Dpowercut.nio.image=" + image,
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    private FileSystem mountImage() throws IOException {
        try (MappedFileDevice device = MappedFileDevice.open(image)) {
            assertThat(new DaxFsProvider().fsck(device).problems()).isEmpty();
        }
        return FileSystems.newFileSystem(URI.create("dax:" + image), Map.of());
    }

    @Test
    @DisplayName("a program that knows java.nio.file alone works on the image, and all is there after a remount")
    void unawareProgram() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));

        List<String> output = run(List.of(UnawareProgram.class.getName(), prefix, outside.toString()));

        assertThat(output)
                .containsExactly(
                        prefix,
                        prefix + "/plain",
                        prefix + "/plain/archive.zip",
                        prefix + "/plain/channel",
                        prefix + "/plain/link",
                        prefix + "/plain/moved in",
                        prefix + "/plain/text",
                        "written by a program that knows nothing");
        assertThat(Path.of(prefix)).doesNotExist();
        assertThat(outside.resolve("copied out")).hasContent("written by a program that knows nothing");
        assertThat(outside.resolve("moved in")).doesNotExist();
        try (FileSystem files = mountImage()) {
            Path plain = files.getPath("/plain");
            assertThat(Files.readString(plain.resolve("text"))).isEqualTo("written by a program that knows nothing");
            assertThat(Files.readString(plain.resolve("moved in"))).isEqualTo("from the platform");
            assertThat(Files.readAllBytes(plain.resolve("channel")))
                    .containsExactly("\0\0\0\0\0\0\0\0at eight".getBytes(UTF_8));
            assertThat(Files.readSymbolicLink(plain.resolve("link"))).isEqualTo(plain.resolve("text"));
            try (FileSystem zip = FileSystems.newFileSystem(plain.resolve("archive.zip"))) {
                assertThat(Files.readString(zip.getPath("/entry"))).isEqualTo("in a zip file");
            }
        }
    }

    @Test
    @DisplayName("the Java compiler, unmodified, reads its sources from the image and writes classes to it")
    void compiler() throws Exception {
        try (FileSystem files = mountImage()) {
            Files.createDirectories(files.getPath("/src"));
            Files.writeString(files.getPath("/src/Hello.java"), "class Hello { record Inner(int value) {} }");
        }

        run(List.of(
                "-m",
                "jdk.compiler/com.sun.tools.javac.Main",
                "-proc:none",
                "-d",
                prefix + "/classes",
                prefix + "/src/Hello.java"));

        try (FileSystem files = mountImage()) {
            Path classes = files.getPath("/classes");
            assertThat(Files.readAllBytes(classes.resolve("Hello.class"))).startsWith(0xCA, 0xFE, 0xBA, 0xBE);
            assertThat(classes.resolve("Hello$Inner.class")).isRegularFile();
        }
    }
}
