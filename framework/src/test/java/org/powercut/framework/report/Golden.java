package org.powercut.framework.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds a page against its golden file, so that nobody changes what people read without seeing it. To accept a change,
 * run the test with {@code POWERCUT_GOLDEN=update} in the environment, then look at the diff.
 */
public final class Golden {
    private static final Path SOURCES = Path.of("src/test/resources/org/powercut/framework");

    private Golden() {}

    static void check(String name, String actual) {
        check("report", name, actual);
    }

    /** @param folder the package that the page belongs to */
    public static void check(String folder, String name, String actual) {
        Path file = SOURCES.resolve(folder).resolve(name);
        try {
            if ("update".equals(System.getenv("POWERCUT_GOLDEN"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual);
            }
            try (InputStream in = Files.newInputStream(file)) {
                assertThat(actual).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
