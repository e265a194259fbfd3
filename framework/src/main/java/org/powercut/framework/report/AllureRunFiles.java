package org.powercut.framework.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.powercut.framework.model.Platform;

/**
 * Writes what Allure shows of a run as a whole: environment.properties, executor.json, and the categories.json of the
 * allure-config module if that is on the class path. Files are written when the first test begins, and the environment
 * again when a test runs on something new.
 */
final class AllureRunFiles {
    private static final String CATEGORIES = "/categories.json";

    private final Path results;
    private final Path sources;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final TreeSet<String> fileSystems = new TreeSet<>();
    private final TreeSet<Platform> platforms = new TreeSet<>();

    AllureRunFiles(Path results, Path sources, Map<String, String> facts) {
        this.results = results;
        this.sources = sources;
        this.facts.putAll(facts);
    }

    /** A test begins on a file system and platform. */
    synchronized void ranOn(String fileSystem, Platform platform) {
        boolean first = fileSystems.isEmpty();
        boolean isNew = fileSystems.add(fileSystem) | platforms.add(platform);
        try {
            if (first) {
                Files.createDirectories(results);
                writeCategories();
                writeExecutor();
            }
            if (isNew) {
                writeEnvironment();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the Allure results in " + results, e);
        }
    }

    private void writeCategories() throws IOException {
        try (InputStream in = AllureRunFiles.class.getResourceAsStream(CATEGORIES)) {
            if (in != null) {
                Files.write(results.resolve("categories.json"), in.readAllBytes());
            }
        }
    }

    private void writeExecutor() throws IOException {
        Map<String, Object> executor = new LinkedHashMap<>();
        Map<String, String> env = System.getenv();
        if ("true".equals(env.get("GITHUB_ACTIONS"))) {
            String run = env.getOrDefault("GITHUB_SERVER_URL", "https://github.com") + "/"
                    + env.getOrDefault("GITHUB_REPOSITORY", "") + "/actions/runs/"
                    + env.getOrDefault("GITHUB_RUN_ID", "");
            executor.put("name", "GitHub Actions");
            executor.put("type", "github");
            executor.put("buildName", "run " + env.getOrDefault("GITHUB_RUN_NUMBER", ""));
            executor.put("buildUrl", run);
        } else if (env.containsKey("JENKINS_URL")) {
            executor.put("name", "Jenkins");
            executor.put("type", "jenkins");
            executor.put("buildName", env.getOrDefault("BUILD_TAG", "build"));
            executor.put("buildUrl", env.getOrDefault("BUILD_URL", ""));
        } else {
            executor.put("name", "Local run by " + System.getProperty("user.name"));
            executor.put("type", "local");
            executor.put("buildName", revision().map(git -> "revision " + git).orElse("working copy"));
        }
        executor.put("reportName", "Powercut");
        new ObjectMapper().writeValue(results.resolve("executor.json").toFile(), executor);
    }

    private void writeEnvironment() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("Powercut", version());
        revision().ifPresent(git -> lines.put("Git revision", git));
        lines.put("File systems", String.join(", ", fileSystems));
        lines.put(
                "Platforms",
                String.join(", ", platforms.stream().map(Platform::name).toList()));
        lines.putAll(facts);
        lines.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
        lines.put(
                "OS",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        lines.put("Processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        lines.put("Memory limit", (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        StringBuilder text = new StringBuilder();
        lines.forEach((key, value) -> text.append(escape(key).replace(" ", "\\ "))
                .append(" = ")
                .append(escape(value))
                .append('\n'));
        Files.writeString(results.resolve("environment.properties"), text, StandardCharsets.ISO_8859_1);
    }

    /** As java.util.Properties reads it; its own writer adds the time, and sorts by hash. */
    private static String escape(String raw) {
        StringBuilder out = new StringBuilder();
        raw.chars().forEach(c -> {
            if (c == '\\' || c == '=' || c == ':' || c == '#' || c == '!') {
                out.append('\\').append((char) c);
            } else if (c < 0x20 || c > 0x7e) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }

    private static String version() {
        return Optional.ofNullable(AllureRunFiles.class.getPackage().getImplementationVersion())
                .orElse("working copy");
    }

    /** The short Git revision of the sources, if there is one and git is installed. */
    private Optional<String> revision() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
                    .directory(sources.toAbsolutePath().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            String line = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean ended = git.waitFor(10, TimeUnit.SECONDS);
            return ended && git.exitValue() == 0 && !line.isEmpty() ? Optional.of(line) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
