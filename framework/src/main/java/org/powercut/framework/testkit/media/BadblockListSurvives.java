package org.powercut.framework.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Mounts;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.PmemDevice;

/**
 * The list of lost ranges survives crash and remount, ranges are rounded outward to 512-byte sectors, and a range that is
 * cleared in part is split, so that the rest stays known (linux: drivers/nvdimm/badrange.c). Breaks when the list lives in
 * DRAM only: the driver fills its own list by a scrub that takes hours after a boot (linux: drivers/acpi/nfit), and until then
 * the next read would trust the media. So the list is asked for once with the device's list as the cut left it, and once
 * with all poison latent again.
 */
@CrashTest
@Tag("media")
@Guarantee("G40")
@DisplayName("the list of media errors survives, and splits when a part is cleared")
@Requires(Capability.MEDIA_ERROR_LIST)
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class BadblockListSurvives {
    private static final byte[] DATA = Content.of(1, 3 * 4096);
    private static final byte[] REPAIRED = Content.of(2, 4096);

    @Prepare
    void threeLostPages(DaxFileSystem fs, PmemDevice device) {
        try (DaxFile file = fs.open("/file", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, DATA);
        }
        for (int page = 0; page < 3; page++) {
            long at = Content.locate(device, Arrays.copyOfRange(DATA, page * 4096, (page + 1) * 4096));
            device.mediaErrors().poison(at + 1000, 100, Visibility.LATENT); // bytes 1000 to 1099: sectors 1 and 2
        }
    }

    @Workload
    void findThemThenRepairTheMiddle(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE)) {
            for (int page = 0; page < 3; page++) {
                long start = page * 4096L;
                assertThatThrownBy(() -> file.read(start, 4096)).isInstanceOf(FileMediaErrorException.class);
                reached.mark("found");
            }
            file.write(4096, REPAIRED);
            reached.mark("repaired");
        }
    }

    @Verify
    void foundIsListed(DaxFileSystem fs, Crash crash) throws Throwable {
        checkList(fs.mediaErrors(), crash);
    }

    @Verify
    void foundIsListedBeforeTheScrub(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device, Crash crash)
            throws Throwable {
        forget(device.mediaErrors());
        checkList(Mounts.again(provider, device, fs.contract()).mediaErrors(), crash);
    }

    /** A machine that boots: its driver knows no bad sector, and each is as bad as before. */
    private static void forget(MediaErrors errors) {
        for (MediaRange range : errors.listed()) {
            errors.clear(range);
            errors.poison(range.offset(), range.length(), Visibility.LATENT);
        }
    }

    private static void checkList(List<FileMediaError> errors, Crash crash) throws Throwable {
        List<Long> lost = errors.stream()
                .flatMap(error ->
                        LongStream.range(0, error.length() / 512).mapToObj(sector -> error.offset() + sector * 512))
                .toList();
        int found = crash.times("found");
        Promise.mediaErrorsTold(() -> {
            for (int page = 0; page < 3; page++) {
                List<Long> sectors = List.of(page * 4096L + 512, page * 4096L + 1024);
                if (page == 1 && crash.reached("repaired")) {
                    assertThat(lost).as("repaired page").doesNotContainAnyElementsOf(sectors);
                } else if (page < found && (page != 1 || found < 3)) {
                    assertThat(lost).as("lost sectors of page %d", page).containsAll(sectors);
                } else if (page > found) {
                    assertThat(lost).as("page %d, not found yet", page).doesNotContainAnyElementsOf(sectors);
                }
            }
            assertThat(lost).allMatch(offset -> offset % 4096 == 512 || offset % 4096 == 1024);
        });
    }

    @Verify
    void aRepairedPageIsWholeOrAnError(DaxFileSystem fs, Crash crash) throws Throwable {
        try (DaxFile file = fs.open("/file", OpenFlag.READ)) {
            if (crash.reached("repaired")) {
                Promise.durable(() -> assertThatContent(file.read(4096, 4096)).is(REPAIRED));
            }
        }
    }
}
