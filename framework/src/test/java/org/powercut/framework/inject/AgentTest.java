package org.powercut.framework.inject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.framework.inject.programs.PmemProgram;

/** Instrumentation in JVMs of their own: how it gets in, and that sites have the same numbers in each. */
class AgentTest {
    private static final String PACKAGES = PmemProgram.class.getPackageName();
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path folder;

    @Test
    void attachesAndRetransformsWhatIsLoaded() throws Exception {
        List<String> lines = run(List.of("-XX:+EnableDynamicAgentLoading"), CLASS_PATH, PACKAGES);
        assertThat(lines).startsWith("before 3 events, none with a site", "after 3 events, all with a site");
        assertThat(lines).anyMatch(line -> line.endsWith("programs.loaded.AlreadyLoaded.run(AlreadyLoaded.java:10)"));
    }

    @Test
    void javaagentInstrumentsBeforeAnyClassIsLoaded() throws Exception {
        List<String> lines = run(List.of("-javaagent:" + agentJar() + "=" + PACKAGES), CLASS_PATH);
        assertThat(lines).startsWith("before 3 events, all with a site", "after 3 events, all with a site");
    }

    @Test
    void javaagentWithoutPackagesSavesAttaching() throws Exception {
        List<String> lines =
                run(List.of("-javaagent:" + agentJar(), "-XX:-EnableDynamicAgentLoading"), CLASS_PATH, PACKAGES);
        assertThat(lines).startsWith("before 3 events, none with a site", "after 3 events, all with a site");
    }

    @Test
    void sitesAndBuildAreTheSameInEveryJvmAndHoweverClassesAreFound() throws Exception {
        List<String> attached = run(List.of("-XX:+EnableDynamicAgentLoading"), CLASS_PATH, PACKAGES);
        List<String> agent = run(List.of("-javaagent:" + agentJar() + "=" + PACKAGES), CLASS_PATH);
        // as Surefire does it: one jar without classes, whose manifest names all others
        List<String> manifest =
                run(List.of("-XX:+EnableDynamicAgentLoading"), manifestJar().toString(), PACKAGES);
        List<String> jars = run(List.of("-XX:+EnableDynamicAgentLoading"), withTestClassesInAJar(), PACKAGES);
        List<String> table = attached.subList(2, attached.size());
        assertThat(table).hasSizeGreaterThan(50);
        assertThat(agent.subList(2, agent.size())).isEqualTo(table);
        assertThat(manifest.subList(2, manifest.size())).isEqualTo(table);
        assertThat(jars.subList(2, jars.size())).isEqualTo(table);
        assertThat(manifest).startsWith(attached.get(0), attached.get(1));
    }

    @Test
    void anotherBuildHasAnotherFingerprint() throws Exception {
        List<String> all = run(List.of("-XX:+EnableDynamicAgentLoading"), CLASS_PATH, PACKAGES);
        List<String> fewer = run(List.of("-XX:+EnableDynamicAgentLoading"), CLASS_PATH, PACKAGES + ".loaded");
        assertThat(fewer.get(2)).startsWith("build ").isNotEqualTo(all.get(2));
        assertThat(fewer).hasSize(4 + 4);
        assertThat(fewer.get(3))
                .as("the build of a package is its own, whatever else is under test")
                .isEqualTo(all.get(3))
                .isEqualTo(fewer.get(2) + " of the loaded package");
    }

    @Test
    void aClassThatCannotBeInstrumentedIsNotPassedOver() throws Exception {
        List<String> lines = run(OtherClassFile.class, List.of("-XX:+EnableDynamicAgentLoading"), CLASS_PATH, PACKAGES);
        assertThat(lines)
                .first()
                .asString()
                .contains("cannot instrument " + PACKAGES + ".loaded.AlreadyLoaded")
                .contains("the class that was loaded is not the one on the class path");
    }

    @Test
    void aPackageWithoutClassesIsRefused() throws Exception {
        List<String> lines = run(List.of("-XX:+EnableDynamicAgentLoading"), CLASS_PATH, "org.example.nothing");
        assertThat(lines).anyMatch(line -> line.contains("'org.example.nothing'"));
    }

    @Test
    void urlClassLoadersAreSearchedToo() throws Exception {
        Path jar = folder.resolve("classes.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new ZipEntry("elsewhere/Program.class"));
            entries.write(Files.readAllBytes(
                    testClasses().resolve(PmemProgram.class.getName().replace('.', '/') + ".class")));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertThat(ClassPath.of(loader).classFiles(Set.of("elsewhere"))).containsOnlyKeys("elsewhere.Program");
        }
        assertThat(ClassPath.of(null).classFiles(Set.of("elsewhere"))).isEmpty();
    }

    private List<String> run(List<String> options, String classPath, String... arguments)
            throws IOException, InterruptedException {
        return run(ChildJvm.class, options, classPath, arguments);
    }

    private List<String> run(Class<?> main, List<String> options, String classPath, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dnet.bytebuddy.safe=true");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.waitFor();
        return Files.readAllLines(output).stream()
                .filter(line -> !line.startsWith("WARNING") && !line.startsWith("OpenJDK 64-Bit Server VM warning"))
                .toList();
    }

    /** The framework's jar, but its classes are already on the class path. */
    private Path agentJar() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("src", "main", "agent", "MANIFEST.MF"))) {
            Manifest manifest = new Manifest(in);
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            return jar("agent.jar", manifest);
        }
    }

    private Path manifestJar() throws IOException {
        Manifest manifest = manifest();
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        return jar("manifest.jar", manifest);
    }

    private String withTestClassesInAJar() throws IOException {
        Path classes = testClasses();
        Path jar = folder.resolve("test-classes.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest());
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .map(entry -> Path.of(entry).equals(classes) ? jar.toString() : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path testClasses() {
        return Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .map(Path::of)
                .filter(entry ->
                        Files.exists(entry.resolve(PmemProgram.class.getName().replace('.', '/') + ".class")))
                .findFirst()
                .orElseThrow();
    }

    private Path jar(String name, Manifest manifest) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        return manifest;
    }
}
