package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The start script, in a repository that consists of it alone: Maven's wrapper and the JDK are scripts that say how they
 * were called.
 */
class StartScriptTest {
    private static final Path SCRIPT = Path.of("..", "powercut");

    @TempDir
    private Path directory;

    private Path root;
    private Path jdk;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void repository() throws Exception {
        assumeThat(File.separatorChar).isEqualTo('/');
        root = Files.createDirectories(directory.resolve("a repository"));
        jdk = Files.createDirectories(directory.resolve("jdk/bin")).getParent();
        Files.copy(SCRIPT, root.resolve("powercut"));
        executable(root.resolve("powercut"), Files.readString(SCRIPT));
        executable(root.resolve("mvnw"), """
                #!/bin/sh
                echo "built with $JAVA_HOME: $*" >> builds
                [ -e broken ] && echo "[ERROR] it does not compile" && exit 1
                mkdir -p torture/target/allure/allure-1 torture/target/lib
                touch torture/target/powercut-torture-1.jar
                """);
        executable(jdk.resolve("bin/java"), "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done\nexit 7\n");
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        source("torture/src/main/java/A.java");
    }

    @Test
    void buildsOnceAndPassesArgumentsAndExitCodeOn() throws Exception {
        Result first = start(root.resolve("powercut"), directory, "run", "--suite", "a b");
        assertThat(first.code()).as(first.err()).isEqualTo(7);
        assertThat(first.out()).contains("org.powercut.torture.Main\nrun\n--suite\na b\n");
        assertThat(first.out()).contains("-Dtorture.home=" + root.toRealPath());
        assertThat(first.err()).hasLineCount(1).contains("building");
        Result second = start(root.resolve("powercut"), directory, "list");
        assertThat(second.err()).isEmpty();
        assertThat(root.resolve("builds")).content().hasLineCount(1).contains("built with " + jdk);
    }

    @Test
    void buildsAgainWhenASourceChanged() throws Exception {
        start(root.resolve("powercut"), directory, "list");
        Files.setLastModifiedTime(
                source("framework/src/main/java/B.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        start(root.resolve("powercut"), directory, "list");
        assertThat(root.resolve("builds")).content().hasLineCount(2);
    }

    @Test
    void worksThroughSymbolicLinks() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path link = Files.createSymbolicLink(bin.resolve("pc"), Path.of("../a repository/powercut"));
        Path second = Files.createSymbolicLink(directory.resolve("pc2"), link);
        Result result = start(second, Path.of("/"), "list");
        assertThat(result.code()).as(result.err()).isEqualTo(7);
        assertThat(result.out()).contains("-Dtorture.home=" + root.toRealPath());
    }

    @Test
    void aFailedBuildIsOneMessageAndALog() throws Exception {
        Files.writeString(root.resolve("broken"), "");
        Result result = start(root.resolve("powercut"), directory, "run");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("it does not compile", "target/powercut-build.log");
        Files.delete(root.resolve("broken"));
        assertThat(start(root.resolve("powercut"), directory, "run").code()).isEqualTo(7);
    }

    @Test
    void aJdkOfAnotherVersionIsNotTaken() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.25\"\n");
        Result result = start(root.resolve("powercut"), directory, "--version");
        // whether there is another JDK 25 depends on the machine; the one in JAVA_HOME must not be started
        assertThat(result.code()).isNotEqualTo(7);
    }

    private Path source(String name) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private static void executable(Path file, String text) throws Exception {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result start(Path script, Path workingDirectory, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(Arrays.asList(args));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        int code = builder.start().waitFor();
        return new Result(
                code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }
}
