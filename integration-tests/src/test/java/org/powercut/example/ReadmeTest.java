package org.powercut.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation agrees with the code: the README's examples are those that run, and every link leads somewhere. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");

    @Test
    void theExamplesAreThoseThatRun() throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/powercut/example/SwitchReleaseTest.java"));
        List<String> shown = JAVA.matcher(read("README.md"))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(shown).hasSize(2);
        assertThat(source).endsWith("\n" + shown.getFirst());
        assertThat(withoutIndent(Files.readString(Path.of("src/test/java/org/powercut/example/UseDaxFsTest.java"))))
                .contains(withoutIndent(shown.getLast()));
    }

    @Test
    void theNewUsersPomIsTheOneThatIsBuilt() throws IOException {
        String pom = Files.readString(Path.of("src/it/new-user-project/pom.xml"));
        List<String> shown = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL)
                .matcher(read("docs/running.md"))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(shown)
                .isNotEmpty()
                .allSatisfy(snippet -> assertThat(withoutIndent(pom)).contains(withoutIndent(snippet)));
    }

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.concat(docs, top)
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(ROOT::relativize)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        Path directory = ROOT.resolve(page).getParent();
        Stream<String> targets = LINK.matcher(read(page.toString()))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(target -> !target.contains("://"));
        assertThat(targets)
                .allSatisfy(target -> assertThat(directory.resolve(target)).exists());
    }

    private static String withoutIndent(String text) {
        return text.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
    }

    private static String read(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }
}
