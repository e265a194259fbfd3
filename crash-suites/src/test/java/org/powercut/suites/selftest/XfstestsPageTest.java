package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The numbers stand here once more, so that no row can quietly go. */
@DisplayName("docs/xfstests.md has each crash test of the kernel people, with the test that asks the same")
class XfstestsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "xfstests.md");
    private static final Pattern ROW = Pattern.compile("^\\| (\\w+/\\d+) \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern REASON = Pattern.compile("cannot be asked: \\w+ .+");
    private static final Pattern TEST = Pattern.compile("\\[(\\w+)\\.(\\w+)]\\((.+)\\)");

    private static final String DAX =
            "029 030 068 080 215 340 344 345 346 390 413 428 437 452 462 470 491 503 605 606 607"
                    + " 608 614 ext4/030 ext4/031 ext4/047 xfs/550 xfs/551 xfs/552";
    private static final String NO_CRASH = "176 466 540 541 542 543 544 598";
    private static final String NAMES =
            "034 039 040 041 065 073 104 106 107 321 322 335 336 341 342 343 348 376 479 480 481"
                    + " 498 502 510 520 526 527 534 547 552 557 640 690 764 771 779 782 784 785";
    private static final String DATA =
            "042 043 044 045 046 047 048 049 052 054 055 056 057 059 090 098 101 177 311 325 392"
                    + " 456 468 483 501 512 536 546 588 677 695 703 705 737 748";
    private static final String ATTRIBUTES = "066 489 505 506 507 508 535 622 635 745";
    private static final String RECOVERY = "388 417 441 455 457 474 475 482 484 487 509 530 599 629 648 753";

    private record Row(String number, String held) {}

    @Test
    void eachNumberHasOneRow() throws IOException {
        List<String> expected = Stream.of(DAX, NO_CRASH, NAMES, DATA, ATTRIBUTES, RECOVERY)
                .flatMap(numbers -> Stream.of(numbers.split(" ")))
                .map(number -> number.contains("/") ? number : "generic/" + number)
                .toList();
        assertThat(rows()).extracting(Row::number).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachTestIsThereAndNamesTheNumber() throws IOException {
        int held = 0;
        for (Row row : rows()) {
            if (REASON.matcher(row.held()).matches()) {
                continue;
            }
            Matcher test = TEST.matcher(row.held());
            assertThat(test.matches()).as("%s: %s", row.number(), row.held()).isTrue();
            Path file = PAGE.resolveSibling(test.group(3));
            assertThat(file).hasFileName(test.group(1) + ".java");
            assertThat(Files.readString(file))
                    .as("%s in %s", row.number(), file)
                    .containsPattern("@Workload[^;{]* void " + test.group(2) + "\\(")
                    .containsPattern("\\b" + row.number().replaceFirst(".*/", "") + "\\b");
            held++;
        }
        assertThat(held).isGreaterThan(110);
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(new Row(row.group(1), row.group(2)));
            }
        }
        return rows;
    }
}
