package org.powercut.framework.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.generate.Steps;
import org.powercut.framework.oracle.BadOperationException;

/**
 * Workloads as text files, one workload a line; blank lines and those that begin with {@code #} say nothing. What is added
 * gets a file of its own, named by its content, so that runs side by side can share the directory.
 */
record CorpusDirectory(Path directory) {
    private static final String SUFFIX = ".workload";
    private static final String FAILING = "failing-";

    /**
     * The workloads there are, by file name and line; none if the directory does not exist yet.
     *
     * @throws BrokenCrashTestException if a line is no workload, or a file cannot be read
     */
    List<Steps> read() {
        if (!Files.exists(directory)) {
            return List.of();
        }
        List<Steps> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                int number = 0;
                for (String line : Files.readAllLines(file)) {
                    number++;
                    if (!line.isBlank() && !line.startsWith("#")) {
                        all.add(parse(line.strip(), file, number));
                    }
                }
            }
        } catch (IOException e) {
            throw new BrokenCrashTestException("the corpus in " + directory + " cannot be read: " + e, e);
        }
        return all;
    }

    /** Keeps a workload that did something new. */
    void add(Steps steps) {
        write("", steps, Optional.empty());
    }

    /** Keeps a workload that fails, with what it fails with. */
    void addFailing(Steps steps, String why) {
        write(FAILING, steps, Optional.of(why));
    }

    private static Steps parse(String line, Path file, int number) {
        try {
            return Steps.parse(line);
        } catch (BadOperationException e) {
            throw new BrokenCrashTestException(
                    "line " + number + " of " + file + " is no workload: " + e.getMessage(), e);
        }
    }

    private void write(String prefix, Steps steps, Optional<String> why) {
        String name = prefix + String.format(Locale.ROOT, "%016x", ReplayToken.hash(steps.text())) + SUFFIX;
        Path file = directory.resolve(name);
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Path half = Files.createTempFile(directory, name, ".half");
            Files.writeString(
                    half,
                    why.map(text -> "# " + text.replaceAll("\\s+", " ") + "\n").orElse("") + steps.text() + "\n");
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the corpus in " + directory + " cannot be written", e);
        }
    }
}
