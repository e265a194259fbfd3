package org.powercut.framework.testkit.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileFlag;
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

/**
 * Flags of files are set as a whole and stay: inherited by what is made in a directory, not by what is already there, and kept
 * by rename (ioctl_iflags(2), dax.rst; xfstests generic/507, 607). Breaks when flags live in DRAM, or a rename loses them.
 */
@CrashTest
@Tag("attributes")
@Guarantee({"G22", "G2"})
@DisplayName("file flags are inherited, and stay")
@Requires(Capability.FILE_FLAGS)
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FlagsStay {
    private static final Set<FileFlag> NONE = Set.of();
    private static final Set<FileFlag> DAX = Set.of(FileFlag.DAX);

    @Prepare
    void directories(DaxFileSystem fs) {
        fs.mkdir("/plain");
        fs.mkdir("/dax");
        fs.setFlags("/plain", NONE);
        fs.setFlags("/dax", NONE);
        fs.create("/plain/before").close();
        fs.sync();
    }

    @Workload
    void flagInheritMove(DaxFileSystem fs, Milestones reached) {
        fs.setFlags("/dax", DAX);
        sync(fs, "/dax");
        reached.mark("flagged");
        fs.create("/dax/inherits").close();
        sync(fs, "/dax");
        reached.mark("made");
        fs.rename("/dax/inherits", "/plain/moved");
        fs.create("/plain/after").close();
        sync(fs, "/plain");
        reached.mark("moved");
        fs.setFlags("/plain/after", Set.of(FileFlag.IMMUTABLE, FileFlag.APPEND_ONLY));
        sync(fs, "/plain");
        reached.mark("fixed");
    }

    private static void sync(DaxFileSystem fs, String directory) {
        try (DaxFile opened = fs.openDirectory(directory)) {
            opened.fsync();
        }
    }

    @Verify
    void flagsAsTheyWereSet(DaxFileSystem fs, Crash crash) throws Throwable {
        Promise.consistent(() -> assertThat(fs.stat("/plain/before").flags()).isEqualTo(NONE));
        if (crash.reached("flagged")) {
            Promise.durable(() -> assertThat(fs.stat("/dax").flags()).isEqualTo(DAX));
        }
        String made = fs.exists("/plain/moved") ? "/plain/moved" : "/dax/inherits";
        if (crash.reached("made")) {
            Promise.durable(() -> assertThat(fs.exists(made)).isTrue());
        }
        if (fs.exists(made)) {
            Promise.consistent(() -> assertThat(fs.stat(made).flags()).as(made).isEqualTo(DAX));
        }
        if (crash.reached("moved")) {
            Promise.durable(() -> assertThat(made).isEqualTo("/plain/moved"));
        }
        if (fs.exists("/plain/after")) {
            Set<FileFlag> fixed = Set.of(FileFlag.IMMUTABLE, FileFlag.APPEND_ONLY);
            Set<FileFlag> found = fs.stat("/plain/after").flags();
            Promise.atomic(() -> assertThat(found).isIn(NONE, fixed));
            if (crash.reached("fixed")) {
                Promise.durable(() -> assertThat(found).isEqualTo(fixed));
            }
        }
    }
}
