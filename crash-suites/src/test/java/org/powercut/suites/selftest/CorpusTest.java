package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.framework.engine.PublishedBug;
import org.powercut.framework.engine.PublishedBug.Planted;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.report.OperationNames;
import org.powercut.framework.report.TestRecord;
import org.powercut.suites.corpus.Corpus;

/**
 * Each published bug that can be planted must be found by the one test that is said to show it, and fail as it is said to;
 * the ids stand here once more, so that no row can quietly go. That the tests are silent
 * without a bug is shown by the run of this module itself. With {@code POWERCUT_GOLDEN=update} in the environment, the page
 * is written anew.
 */
@DisplayName("every published bug is planted and found, or cannot exist here")
@TestInstance(Lifecycle.PER_CLASS)
class CorpusTest {
    private static final String TESTS = "org.powercut.suites.corpus.";
    private static final Path PAGE = Path.of("..", "docs", "bugs.md");
    /** The most operations that the shortest workload of a published bug has, beside those that make it durable. */
    private static final int FEW = 8;

    private static final String CHIPMUNK =
            "NOVA1 NOVA2 NOVA3 NOVA4 NOVA5 NOVA6 NOVA7 NOVA8 FORTIS1 FORTIS2 FORTIS3 FORTIS4"
                    + " PMFS1 PMFS2 PMFS3 PMFS4 WINEFS1 WINEFS2 WINEFS3 WINEFS4 S59 S66 S67";

    private static final String REPORTS = "P4 W3 W9 W16 W20";
    private static final String VINTER = "VINTER-WRITE VINTER-SYMLINK VINTER-LINK VINTER-UNLINK VINTER-RENAME-OVER"
            + " VINTER-RENAME-DIRECTORY VINTER-RENAME-LONG VINTER-TOUCH-LONG VINTER-FORTIS-APPEND VINTER-FORTIS-NAMES"
            + " VINTER-FORTIS-EXTEND VINTER-FORTIS-AFTER VINTER-PMFS-UNLINK VINTER-PMFS-BALLOC VINTER-PMFS-LONG";
    private static final String SILHOUETTE =
            "SILHOUETTE-REPLICA SILHOUETTE-SYMLINK SILHOUETTE-BLOCKS SILHOUETTE-TRUNCATE"
                    + " SILHOUETTE-DENTRY SILHOUETTE-RMDIR SILHOUETTE-SNAPSHOT-ID SILHOUETTE-SNAPSHOT-REMOVAL SILHOUETTE-CHECKSUM"
                    + " SILHOUETTE-PROCFS SILHOUETTE-UNSET SILHOUETTE-APPEND SILHOUETTE-ORPHAN SILHOUETTE-GC SILHOUETTE-15";
    /** How many the publication says that it found beyond Chipmunk. */
    private static final int SILHOUETTE_COUNTS = 15;

    private static final String CRASH_MONKEY = "CM1 CM2 CM3 CM4 CM5 CM6 CM7 CM8 CM9 CM10";

    private final Map<String, List<TestRecord>> runs = new HashMap<>();

    static Stream<Arguments> planted() {
        return new Corpus()
                .bugs().stream()
                        .flatMap(bug ->
                                bug.planted().stream().map(planted -> Arguments.of(bug.id(), planted.test(), planted)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("planted")
    void isFound(String id, String test, Planted planted) {
        List<TestRecord> records = records(planted);
        assertThat(records.stream().flatMap(record -> record.findings().stream()))
                .as(
                        "findings of %s with %s (%s); %s",
                        test,
                        id,
                        planted.mutant().description(),
                        records.stream()
                                .map(record -> record.verdict() + " " + record.remark())
                                .toList())
                .extracting(Finding::failureClass)
                .containsOnly(planted.failure());
    }

    @Test
    void everyRowThatWasPublishedIsThere() {
        assertThat(new Corpus().bugs())
                .extracting(PublishedBug::id)
                .containsExactlyInAnyOrderElementsOf(Stream.of(CHIPMUNK, REPORTS, VINTER, SILHOUETTE, CRASH_MONKEY)
                        .flatMap(ids -> Stream.of(ids.split(" ")))
                        .toList());
        assertThat(new Corpus().bugs())
                .filteredOn(bug -> bug.finder().equals("Silhouette"))
                .hasSize(SILHOUETTE_COUNTS);
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        Map<String, String> workloads = new LinkedHashMap<>();
        for (PublishedBug bug : new Corpus().bugs()) {
            bug.planted().ifPresent(planted -> workloads.put(bug.id(), workload(planted)));
        }
        BugsPage expected = new BugsPage(new Corpus().bugs(), workloads);
        String page = Files.readString(PAGE);
        String updated = MarkdownTable.replace(MarkdownTable.replace(page, expected.planted()), expected.impossible());
        if ("update".equals(System.getenv("POWERCUT_GOLDEN"))) {
            Files.writeString(PAGE, updated);
        } else {
            assertThat(page).isEqualTo(updated);
        }
    }

    /** The operations of the test's workload, as they were recorded. */
    private String workload(Planted planted) {
        Optional<TestRecord> found = records(planted).stream()
                .filter(record -> !record.findings().isEmpty())
                .findFirst();
        assertThat(found).as("a finding of %s", planted.mutant().name()).isPresent();
        TestRecord record = found.orElseThrow();
        List<String> operations =
                OperationNames.changing(record.findings().getFirst().evidence().trace());
        assertThat(operations).hasSizeLessThanOrEqualTo(FEW);
        return operations.isEmpty() ? record.test().workload() : String.join("; ", operations);
    }

    private List<TestRecord> records(Planted planted) {
        return runs.computeIfAbsent(planted.mutant().name(), name -> {
            Map<String, String> parameters = new HashMap<>();
            parameters.put("powercut.mutant", name);
            parameters.put("powercut.findings", "1");
            planted.mutant()
                    .fileSystem()
                    .filter(fileSystem -> fileSystem.indexOf(':') >= 0)
                    .ifPresent(fileSystem -> parameters.put("powercut.file-system", fileSystem));
            return SuiteRun.crashTestsOf(testClass(planted.test()), parameters);
        });
    }

    private static Class<?> testClass(String name) {
        try {
            return Class.forName(TESTS + name.replace('.', '$'));
        } catch (ClassNotFoundException e) {
            throw new AssertionError("no crash test " + name, e);
        }
    }
}
