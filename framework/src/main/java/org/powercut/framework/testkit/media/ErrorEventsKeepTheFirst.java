package org.powercut.framework.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.MediaErrorEvent;
import org.powercut.daxfs.MediaErrorEvents;
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
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Witness;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/**
 * Who listens for media errors is told of a burst once: the first error with its inode and exact range, and how many there were (fanotify(7),
 * FAN_FS_ERROR; filesystem-monitoring.rst). What was told is in the list after a power cut, and is not told again as news. Breaks when an error
 * is told before it is durably known, the last of a burst replaces the first, or a mount repeats old ones.
 */
@CrashTest
@Tag("media")
@Guarantee("G42")
@DisplayName("error events keep the first of a burst and count the rest")
@Requires(Capability.MEDIA_ERROR_EVENTS)
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ErrorEventsKeepTheFirst {
    private static final byte[] DATA = Content.of(1, 4096);
    private static final int SECTOR = 512;
    /** In the order in which the workload comes across them. */
    private static final List<Integer> BAD = List.of(4 * SECTOR, SECTOR, 6 * SECTOR);

    @Prepare
    void damagedFile(DaxFileSystem fs, PmemDevice device) {
        try (DaxFile file = fs.open("/f", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, DATA);
        }
        fs.sync();
        long media = Content.locate(device, DATA);
        BAD.forEach(offset -> device.mediaErrors().poison(media + offset, 1, Visibility.LATENT));
    }

    @Workload
    void burst(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile file = fs.open("/f", OpenFlag.READ);
                MediaErrorEvents events = fs.mediaErrorEvents()) {
            witness.sees("an event before the first error", events.poll().isPresent(), false);
            for (int offset : BAD) {
                witness.refused("a read of a bad sector", Errno.EIO, () -> file.read(offset, 8));
            }
            FileMediaError first = new FileMediaError(file.stat().ino(), "/f", BAD.getFirst(), SECTOR);
            witness.sees("the event", events.poll(), Optional.of(new MediaErrorEvent(first, BAD.size())));
            reached.mark("told");
            witness.sees("an event after the last error", events.poll().isPresent(), false);
        }
    }

    @Verify
    void whatWasSeenIsAsPromised(Crash crash) {
        Witness.verify(crash, FailureClass.MEDIA_ERROR_MISREPORTED);
    }

    @Verify
    void whatWasToldIsListedAndNoNews(DaxFileSystem fs, Crash crash) throws Throwable {
        try (MediaErrorEvents events = fs.mediaErrorEvents()) {
            List<FileMediaError> listed = fs.mediaErrors();
            if (crash.reached("told")) {
                Promise.mediaErrorsTold(() -> assertThat(listed)
                        .extracting(error -> Math.toIntExact(error.offset()))
                        .containsExactlyInAnyOrderElementsOf(BAD));
            }
            Promise.mediaErrorsTold(() -> assertThat(events.poll()).isEmpty());
        }
    }
}
