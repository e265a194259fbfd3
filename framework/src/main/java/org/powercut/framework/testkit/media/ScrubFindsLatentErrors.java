package org.powercut.framework.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.ScrubReport;
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
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/**
 * A scrub reads everything that is in use: latent errors become known, each with its file, every owner of a shared page is named,
 * and a copy of metadata that went bad is restored from the other one; the list survives a power cut (ndctl start-scrub, NOVA-Fortis; xfstests xfs/551, 552).
 * Breaks when scrub looks at the primary copies alone, or tells only the first owner.
 */
@CrashTest
@Tag("media")
@Guarantee({"G43", "G39", "G41"})
@DisplayName("scrub finds latent errors, and every owner of what is lost")
@Requires({Capability.MEDIA_ERROR_EVENTS, Capability.REFLINK})
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ScrubFindsLatentErrors {
    private static final byte[] DATA = Content.of(1, 2 * 4096);

    @Prepare
    void damagedFileAndClone(DaxFileSystem fs, PmemDevice device) {
        try (DaxFile file = open(fs, "/a");
                DaxFile clone = open(fs, "/clone")) {
            file.write(0, DATA);
            clone.cloneFile(file);
        }
        fs.sync();
        device.mediaErrors().poison(Content.locate(device, DATA) + 4096 + 1024, 512, Visibility.LATENT);
    }

    /** Without checksums, which a scrub would read the data for. */
    private static DaxFile open(DaxFileSystem fs, String path) {
        return fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    @Workload
    void scrub(DaxFileSystem fs, Milestones reached) {
        ScrubReport report = fs.scrub(Progress.NONE);
        report.errors().forEach(error -> reached.mark("told " + error.path()));
        reached.mark("scrubbed");
        try (DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE)) {
            file.write(4096, Content.of(2, 4096));
            file.fsync();
        }
        reached.mark("repaired");
    }

    @Verify
    void bothOwnersUntilOneIsRepaired(DaxFileSystem fs, Crash crash) throws Throwable {
        List<FileMediaError> listed = fs.mediaErrors();
        if (crash.reached("scrubbed")) {
            Promise.mediaErrorsTold(() -> assertThat(crash.milestones()).contains("told /a", "told /clone"));
        }
        if (crash.reached("repaired")) {
            Promise.mediaErrorsTold(
                    () -> assertThat(listed).extracting(FileMediaError::path).containsExactly("/clone"));
        } else if (crash.reached("scrubbed")) {
            Promise.mediaErrorsTold(() -> assertThat(listed)
                    .extracting(FileMediaError::path)
                    .contains("/clone")
                    .isSubsetOf("/a", "/clone"));
        }
        for (FileMediaError error : listed) {
            Promise.mediaErrorsTold(() -> assertThat(error.offset()).isEqualTo(4096 + 1024));
            Promise.mediaErrorsTold(() -> assertThat(error.length()).isEqualTo(512));
        }
    }
}
