package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DataChecksumException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.MountOptions.Checkpoint;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Progress;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.pmem.PmemDevice;

/**
 * Whatever a power cut leaves has its checksums, so cells that rot afterwards are found: no file has other bytes, names or attributes than it
 * had, and where there is a second copy, nobody notices (NOVA-Fortis; Btrfs scrub). Breaks when one checksum of the many is not asked,
 * or asked and not obeyed.
 */
@CrashTest
@Tag("upkeep")
@Guarantee({"G34", "G41"})
@DisplayName("rot in any structure is found, or repaired from its copy")
@Requires({Capability.METADATA_REPLICAS, Capability.MEDIA_MAP, Capability.DATA_CHECKSUMS, Capability.XATTRS})
@OnFileSystem({"dax-fs:strong", "dax-fs:weak"})
@Explore(
        states = 200,
        budget = "10s",
        statesPerPoint = 4,
        randomStates = 1,
        nested = 0,
        fsck = false,
        deviceSize = 1 << 19)
class RotIsNeverBelieved {
    private static final int PAGE = 4096;
    private static final byte[] DATA = Content.of(1, PAGE + 904);
    private static final byte[] LONG = Content.of(2, 3000);

    @Prepare
    void oneOfEach(DaxFileSystem fs) {
        fs.mkdir("/dir");
        fs.symlink("target", "/link");
        try (DaxFile file = fs.create("/file")) {
            file.write(0, DATA);
            file.xattrs().set("user.long", LONG);
        }
        fs.sync();
    }

    /** On several inodes, so that the journal has a record. */
    @Workload
    void move(DaxFileSystem fs) {
        fs.create("/dir/empty").close();
        fs.rename("/dir/empty", "/empty");
        fs.sync();
    }

    @Verify
    void dataIsNotReadAsIfItWereWhole(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        try (RottenCopy rotten = copy(fs, device).rot("data[/file] page 0")) {
            DaxFileSystem mounted = mount(provider, rotten, Checkpoint.NEVER);
            try (DaxFile file = mounted.open("/file", OpenFlag.READ)) {
                Promise.consistent(() ->
                        assertThatThrownBy(() -> file.read(0, DATA.length)).isInstanceOf(DataChecksumException.class));
                Promise.consistent(
                        () -> assertThatThrownBy(() -> file.read(8, 8)).isInstanceOf(DataChecksumException.class));
                assertThatContent(file.read(PAGE, 904)).is(Arrays.copyOfRange(DATA, PAGE, DATA.length));
            }
            List<FileMediaError> found = mounted.scrub(Progress.NONE).checksumErrors();
            Promise.consistent(
                    () -> assertThat(found).extracting(FileMediaError::path).containsExactly("/file"));
        }
    }

    @Verify
    void aLinkNeverLeadsElsewhere(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        try (RottenCopy rotten = copy(fs, device).rot("data[/link] page 0")) {
            requireProblem(provider, rotten, "data_crc");
            DaxFileSystem mounted = mount(provider, rotten, Checkpoint.NEVER);
            Promise.consistent(() ->
                    assertThatThrownBy(() -> mounted.readlink("/link")).isInstanceOf(CorruptFileSystemException.class));
            mounted.unmount();
            requireRepaired(provider, rotten);
        }
    }

    @Verify
    void anAttributeHasItsValueOrNone(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        try (RottenCopy rotten = copy(fs, device).rot("xattr[inode *] user.long page 0")) {
            requireProblem(provider, rotten, "value_crc");
            DaxFileSystem mounted = mount(provider, rotten, Checkpoint.NEVER);
            Promise.consistent(
                    () -> assertThatThrownBy(() -> mounted.xattrs("/file").get("user.long"))
                            .isInstanceOf(CorruptFileSystemException.class));
            mounted.unmount();
            requireRepaired(provider, rotten);
        }
    }

    @Verify
    void eitherSuperblockWillDo(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        for (int i = 0; i < 2; i++) {
            String copy = "superblock[" + i + "]";
            try (RottenCopy rotten = copy(fs, device).rot(copy + ".label")) {
                requireProblem(provider, rotten, copy);
                mount(provider, rotten, Checkpoint.NEVER).unmount();
                requireSame(rotten, device, "superblock[*].label");
            }
        }
    }

    @Verify
    void eitherCopyOfAnInodeWillDo(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        for (String copy : new String[] {"inode", "inode_replica"}) {
            try (RottenCopy rotten = copy(fs, device).rot(copy + "[10].birth_time")) {
                requireProblem(provider, rotten, copy);
                mount(provider, rotten, Checkpoint.NEVER).unmount();
                requireSame(rotten, device, "inode*[10].birth_time");
            }
        }
    }

    @Verify
    void theEndOfALogIsTheEndOrUnknown(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        try (RottenCopy rotten = copy(fs, device).rot("inode*[10].log_tail")) {
            requireProblem(provider, rotten, "log_tail");
        }
    }

    @Verify
    void aLogEntryIsWholeOrNone(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        try (RottenCopy rotten = copy(fs, device).rot("log[inode 10] entry * (attr).mode")) {
            requireProblem(provider, rotten, "crc");
        }
    }

    @Verify
    void aJournalRecordIsWholeOrNone(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        try (RottenCopy rotten = copy(fs, device)) {
            if (rotten.device().getLong(PAGE) != 0 || rotten.device().getLong(PAGE + 2048) != 0) {
                rotten.rot("journal[0].slot[*].entry[0].old");
                requireProblem(provider, rotten, "journal");
            }
        }
    }

    @Verify
    void aCheckpointIsWholeOrNotRead(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        try (RottenCopy rotten = copy(fs, device)) {
            mount(provider, rotten, Checkpoint.ALWAYS).unmount();
            rotten.rot("checkpoint[0].pairs");
            try (DaxFileSystem mounted = mount(provider, rotten, Checkpoint.AUTO)) {
                Promise.consistent(
                        () -> assertThatContent(Content.read(mounted, "/file")).is(DATA));
                mounted.create("/new").close();
            }
            Promise.consistent(
                    () -> assertThat(provider.fsck(rotten.device()).problems()).isEmpty());
        }
    }

    private static RottenCopy copy(DaxFileSystem fs, PmemDevice device) {
        fs.unmount();
        return new RottenCopy(device);
    }

    private static DaxFileSystem mount(DaxFileSystemProvider provider, RottenCopy rotten, Checkpoint checkpoint) {
        try {
            return provider.mount(
                    rotten.device(),
                    MountOptions.defaults().withCheckpoint(checkpoint).withClock(() -> Instant.EPOCH));
        } catch (DaxFileSystemException e) {
            throw new AssertionError("cannot be mounted, although its metadata is whole: " + e.getMessage(), e);
        }
    }

    /** The check, which changes nothing, names what has rotted. */
    private static void requireProblem(DaxFileSystemProvider provider, RottenCopy rotten, String where) {
        List<FsckReport.Problem> problems = provider.fsck(rotten.device()).problems();
        Promise.consistent(() -> assertThat(problems)
                .anySatisfy(
                        problem -> assertThat(problem.where() + problem.what()).contains(where)));
    }

    private static void requireRepaired(DaxFileSystemProvider provider, RottenCopy rotten) {
        provider.repair(rotten.device(), Progress.NONE);
        Promise.consistent(
                () -> assertThat(provider.fsck(rotten.device()).problems()).isEmpty());
        try (DaxFileSystem mounted = mount(provider, rotten, Checkpoint.NEVER)) {
            Promise.consistent(
                    () -> assertThatContent(Content.read(mounted, "/file")).is(DATA));
        }
    }

    /** Nothing of the rot is left in a place or its copy. */
    private static void requireSame(RottenCopy rotten, PmemDevice device, String pattern) {
        Promise.consistent(() -> assertThat(DaxFsDevices.mediaMap(device).find(pattern))
                .hasSize(2)
                .allSatisfy(field -> assertThat(rotten.device().getByte(field.offset()))
                        .as(field.name())
                        .isEqualTo(device.getByte(field.offset()))));
    }
}
