package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.Progress;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.UnderTest;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.pmem.PmemDevice;

/**
 * A repair of a damaged image can be cut at any point and run again, what it finished is durable, and files that were not damaged
 * are as they were (e2fsck(8) may be interrupted, too). Breaks when a repair is not durable at its end, or frees
 * something before what takes its place is durable.
 */
@Tag("upkeep")
@UnderTest("org.powercut.daxfs.core")
@Explore(states = 20_000, budget = "10s", randomStates = 64, statesPerPoint = 512, nested = 0)
abstract class RepairCanBeCutAndRunAgain {
    private static final byte[] DATA = Content.of(1, 5000);
    private static final String SOUND = "/dir/sound";

    private final String damaged;
    private final List<String> sound;

    /**
     * @param damaged what the repair is to find
     * @param sound files that it must leave alone
     */
    RepairCanBeCutAndRunAgain(String damaged, String... sound) {
        this.damaged = damaged;
        this.sound = List.of(sound);
    }

    @Prepare
    void damagedImage(PmemDevice device) {
        DaxFileSystemProvider provider = DaxFsDevices.provider();
        provider.mkfs(device);
        try (DaxFileSystem fs = mount(device)) {
            if (!sound.isEmpty()) {
                fs.mkdir("/dir");
                fs.create("/dir/other").close();
            }
            for (String path : sound) {
                try (DaxFile file = fs.create(path)) {
                    file.write(0, DATA);
                }
            }
        }
        assertThat(DaxFsDevices.mediaMap(device).find(damaged))
                .as(damaged)
                .isNotEmpty()
                .extracting(MediaMap.Field::offset)
                .allSatisfy(offset -> device.putByte(offset, (byte) ~device.getByte(offset)));
        assertThat(provider.fsck(device).isClean()).isFalse();
    }

    @Workload
    void repair(PmemDevice device, Milestones reached) {
        DaxFsDevices.provider().repair(device, Progress.NONE);
        reached.mark("repaired");
    }

    @Verify
    void soundFilesAreThere(PmemDevice device, Crash crash) {
        DaxFileSystemProvider provider = DaxFsDevices.provider();
        if (crash.reached("repaired")) {
            Promise.durable(() -> assertThat(provider.fsck(device).problems()).isEmpty());
        }
        provider.repair(device, Progress.NONE);
        Promise.consistent(() -> assertThat(provider.fsck(device).problems()).isEmpty());
        try (DaxFileSystem fs = mount(device)) {
            Promise.consistent(() -> assertThat(fs.isReadOnly()).isFalse());
            for (String path : sound) {
                byte[] found = Content.read(fs, path);
                Promise.durable(() -> assertThatContent(found).is(DATA));
            }
        }
    }

    private static DaxFileSystem mount(PmemDevice device) {
        return DaxFsDevices.provider().mount(device, MountOptions.defaults().withClock(() -> Instant.EPOCH));
    }

    /** A copy of an inode whose other copy is sound. */
    @CrashTest
    @Guarantee({"G20", "G41"})
    @DisplayName("the repair of a copy can be cut and run again")
    static class OfACopy extends RepairCanBeCutAndRunAgain {
        OfACopy() {
            super("inode_replica[9].crc", SOUND);
        }
    }

    /** The root of a file system that was never used: there is no transaction whose fences could stand in. */
    @CrashTest
    @Guarantee({"G20", "G41"})
    @DisplayName("the repair of an empty file system is durable")
    static class OfTheRoot extends RepairCanBeCutAndRunAgain {
        OfTheRoot() {
            super("inode_replica[1].crc");
        }
    }

    /** A file whose log has a broken entry. */
    @CrashTest
    @Guarantee("G20")
    @DisplayName("the repair of a log can be cut and run again")
    static class OfALog extends RepairCanBeCutAndRunAgain {
        OfALog() {
            super("log[inode 9] entry 0*.crc", SOUND);
        }
    }

    /** Both copies of an inode: nothing is left of its file. */
    @CrashTest
    @Guarantee("G20")
    @DisplayName("the repair of the table of inodes can be cut and run again")
    static class OfBothCopies extends RepairCanBeCutAndRunAgain {
        OfBothCopies() {
            super("inode*[9].crc", SOUND);
        }
    }
}
