package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.framework.explore.Change;
import org.powercut.framework.explore.Change.What;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Repair;

/**
 * What a planted bug took away, blame gives back: the flush where it was dropped, a fence where one was. Where no flush or
 * fence helps, it says so. Some of each class of bugs; {@code ./powercut run --mutants} does it for all.
 */
@DisplayName("blame finds what planted bugs took away")
class BlameTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "tail-not-flushed, EveryOperationIsDurableAtReturn, InodeTable, storePrimaryTail",
        "entry-not-flushed, CreateAndUnlinkAreAtomic, InodeLog, appendEntry",
        "journal-commit-not-flushed, DirectoryRenameKeepsTheTree, Journal, publishRecord",
        "long-entry-cut, CreateAndUnlinkAreAtomic, InodeLog, appendEntry"
    })
    void aDroppedFlushComesBackWhereItWas(String mutant, String test, String className, String method) {
        Finding finding = finding(mutant, test);
        assertThat(finding.minimal()).isTrue();
        assertThat(verified(finding).changes()).singleElement().satisfies(change -> {
            assertThat(change.what()).isEqualTo(What.FLUSH_AFTER);
            assertThat(change.site().className()).endsWith("." + className);
            assertThat(change.site().method()).isEqualTo(method);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "journal-commit-not-fenced, DirectoryRenameKeepsTheTree",
        "overwrite-not-fenced, InPlaceWritesTearAtWords",
        "msync-not-fenced, FdatasyncKeepsDataAndSize",
        "entry-not-fenced, CowWritesAreAtomic"
    })
    void aDroppedFenceComesBack(String mutant, String test) {
        Finding finding = finding(mutant, test);
        assertThat(finding.minimal()).isTrue();
        assertThat(verified(finding).changes())
                .singleElement()
                .extracting(Change::what)
                .isIn(What.FENCE_BEFORE, What.FENCE_AFTER);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"rename-without-journal, CreateAndUnlinkAreAtomic", "new-page-not-zeroed, ReusedBlocksShowNoStaleData"})
    void whereNoFlushOrFenceHelpsItSaysSo(String mutant, String test) {
        assertThat(finding(mutant, test).repair()).containsInstanceOf(Repair.NoneHelps.class);
    }

    private static Finding finding(String mutant, String test) {
        return SuiteRun.crashTests(
                        test,
                        Map.of("powercut.mutant", mutant, "powercut.findings", "1", "powercut.file-system", "dax-fs"))
                .stream()
                .flatMap(record -> record.findings().stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no test of " + test + " finds " + mutant));
    }

    private static Repair.Verified verified(Finding finding) {
        assertThat(finding.repair()).containsInstanceOf(Repair.Verified.class);
        return (Repair.Verified) finding.repair().orElseThrow();
    }
}
