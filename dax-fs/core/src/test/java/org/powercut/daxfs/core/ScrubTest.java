package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.MediaErrorEvents;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.ScrubReport;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.Pmem;

/** A scrub finds what nobody has read yet, and puts right what has a second copy. */
class ScrubTest {
    private static final int PAGE = Pmem.PAGE;
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private long address(String name) {
        List<MediaMap.Field> fields = TestFs.PROVIDER.mediaMap(test.device).find(name);
        assertThat(fields).as(name).isNotEmpty();
        return fields.getFirst().offset();
    }

    private void poison(long offset) {
        test.device.mediaErrors().poison(offset, 1, Visibility.LATENT);
    }

    private void makeTree() {
        test.fs.mkdir("/d");
        for (int i = 0; i < 30; i++) {
            try (DaxFile file = test.fs.create("/d/f" + i)) {
                file.write(0, TestFs.pattern(2 * PAGE + 100, i));
            }
        }
        test.fs.unlink("/d/f20");
        test.fs.unlink("/d/f21");
    }

    private void requireTree() {
        for (int i = 0; i < 30; i++) {
            if (i != 20 && i != 21) {
                try (DaxFile file = test.fs.open("/d/f" + i)) {
                    assertThat(file.read(0, 3 * PAGE)).isEqualTo(TestFs.pattern(2 * PAGE + 100, i));
                }
            }
        }
        assertThat(test.fs.readdir("/d")).hasSize(28);
    }

    @Test
    @DisplayName("without errors a scrub reads everything in use, says how far it is, and writes nothing")
    void nothingToFind() {
        makeTree();
        List<Long> dones = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        ScrubReport report = test.fs.scrub((done, total) -> {
            dones.add(done);
            totals.add(total);
        });
        assertThat(report.isClean()).isTrue();
        assertThat(report.repaired()).isEmpty();
        long used = test.fs.statfs().blocks() - test.fs.statfs().freeBlocks();
        assertThat(report.bytes()).isGreaterThan((used - 16) * PAGE);
        assertThat(dones).isSorted();
        assertThat(dones.getLast()).isEqualTo(report.bytes());
        assertThat(totals).containsOnly(report.bytes());
    }

    @Test
    @DisplayName("G43: a scrub finds every latent error, and from then on it is listed")
    void latentErrors() {
        makeTree();
        List<FileMediaError> expected = new ArrayList<>();
        for (int i = 3; i < 15; i++) {
            poison(address("data[/d/f" + i + "] page 2"));
            poison(address("data[/d/f" + i + "] page 0") + (i % 8) * 512L);
            String path = "/d/f" + i;
            long ino = test.fs.stat(path).ino();
            expected.add(new FileMediaError(ino, path, (i % 8) * 512L, 512));
            expected.add(new FileMediaError(ino, path, 2 * PAGE, 100));
        }
        assertThat(test.fs.mediaErrors()).isEmpty();
        ScrubReport report = test.fs.scrub(Progress.NONE);
        assertThat(report.errors()).isEqualTo(expected);
        assertThat(report.isClean()).isFalse();
        assertThat(test.fs.mediaErrors()).isEqualTo(expected);
        test.remount();
        assertThat(test.fs.mediaErrors()).isEqualTo(expected);
    }

    @Test
    @DisplayName("G41: a scrub repairs each sector of replicated metadata from the other copy while mounted")
    void replicatedMetadata() {
        makeTree();
        List<MediaMap.Field> fields = new ArrayList<>();
        for (String pattern : List.of("inode[*].crc", "inode_replica[*].crc", "superblock[*].crc")) {
            fields.addAll(TestFs.PROVIDER.mediaMap(test.device).find(pattern));
        }
        for (MediaMap.Field field : fields) {
            poison(field.offset());
            ScrubReport report = test.fs.scrub(Progress.NONE);
            assertThat(report.repaired())
                    .as(field.name())
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith(
                            field.name().substring(0, field.name().indexOf('['))));
            assertThat(report.errors()).isEmpty();
            assertThat(test.device.mediaErrors().isEmpty()).as(field.name()).isTrue();
        }
        assertThat(test.fs.isReadOnly()).isFalse();
        requireTree();
        test.remountWithoutUnmount();
        requireTree();
    }

    @Test
    @DisplayName("a scrub writes poisoned logs and the journal anew from what is in memory")
    void logsAndJournal() {
        makeTree();
        long ino = test.fs.stat("/d/f4").ino();
        poison(address("log[inode " + ino + "] entry 0 (*)"));
        poison(address("log[inode " + Layout.ROOT_INO + "] page 0"));
        poison(address("journal[0].slot[0].commit"));
        ScrubReport report = test.fs.scrub(Progress.NONE);
        assertThat(report.repaired()).containsExactlyInAnyOrder("log[inode " + ino + "]", "log[inode 1]", "journal[0]");
        assertThat(test.fs.isReadOnly()).isFalse();
        requireTree();
        test.fs.mkdir("/after");
        test.remountWithoutUnmount();
        assertThat(test.fs.isReadOnly()).isFalse();
        requireTree();
        assertThat(test.fs.exists("/after")).isTrue();
    }

    @Test
    @DisplayName("a scrub writes a poisoned badblock log anew")
    void badblockLog() {
        makeTree();
        poison(address("data[/d/f5] page 0"));
        assertThat(test.fs.scrub(Progress.NONE).errors()).hasSize(1);
        poison(address("log[inode " + Layout.BADBLOCK_INO + "] entry 0 (badblock)"));
        poison(address("log[inode " + Layout.BADBLOCK_REPLICA_INO + "] entry 0 (badblock)"));
        assertThat(test.fs.scrub(Progress.NONE).repaired()).containsExactly("log[inode 2]");
        test.remountWithoutUnmount();
        assertThat(test.fs.isReadOnly()).isFalse();
        assertThat(test.fs.mediaErrors()).hasSize(1);
    }

    @Test
    @DisplayName("G41: metadata lost in both copies turns the mounted file system read-only, with an event")
    void bothCopies() {
        makeTree();
        long ino = test.fs.stat("/d/f4").ino();
        long offset = address("inode[" + ino + "]");
        MediaErrorEvents events = test.fs.mediaErrorEvents();
        poison(offset);
        poison(address("inode_replica[" + ino + "]"));
        test.fs.scrub(Progress.NONE);
        assertThat(test.fs.isReadOnly()).isTrue();
        assertThat(events.poll()).hasValueSatisfying(event -> {
            assertThat(event.first().ino()).isZero();
            assertThat(event.first().path()).isEmpty();
            assertThat(event.first().offset()).isLessThanOrEqualTo(offset);
        });
        assertThatThrownBy(() -> test.fs.mkdir("/new"))
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EROFS))
                .hasMessageContaining("both copies of inode");
        requireTree();
    }

    @Test
    @DisplayName(
            "G41: a log that turns out to be poisoned when it is read again turns the file system read-only, with an event")
    void foundWhileMounted() {
        try (TestFs large = TestFs.ofSize(8 << 20)) {
            for (int i = 0; i < 300; i++) {
                large.write("/f" + i, "content " + i);
            }
            long ino = large.fs.stat("/f290").ino();
            large.remount();
            MediaErrorEvents events = large.fs.mediaErrorEvents();
            long page = TestFs.PROVIDER
                    .mediaMap(large.device)
                    .find("log[inode " + ino + "] page 0")
                    .getFirst()
                    .offset();
            large.device.mediaErrors().poison(page, 1, Visibility.LATENT);
            assertThat(large.read("/f0")).isEqualTo("content 0");
            assertThat(large.fs.isReadOnly()).isFalse();
            assertThatThrownBy(() -> large.fs.stat("/f290"))
                    .isInstanceOfSatisfying(
                            DaxFileSystemException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EIO));
            assertThat(large.fs.isReadOnly()).isTrue();
            assertThat(events.poll()).map(event -> event.first().ino()).contains(0L);
            assertThat(large.read("/f100")).isEqualTo("content 100");
        }
    }

    @Test
    @DisplayName("a scrub that loses power at any fence leaves what was there, or what it repaired")
    void powerCuts() {
        makeTree();
        test.fs.unmount();
        PowerCutDevice cuts = new PowerCutDevice(test.device);
        DaxFileSystem fs = TestFs.PROVIDER.mount(cuts.device, MountOptions.defaults());
        poison(address("log[inode 10] page 0"));
        List<byte[]> images = new ArrayList<>();
        Random random = new Random(9);
        cuts.beforeFence(() -> {
            images.add(cuts.durable());
            images.add(cuts.image(random));
        });
        assertThat(fs.scrub(Progress.NONE).repaired()).contains("log[inode 10]");
        images.add(cuts.durable());
        assertThat(images).hasSizeGreaterThan(4);
        int repaired = 0;
        for (byte[] image : images) {
            test.device.putBytes(0, MemorySegment.ofArray(image), 0, image.length);
            test.fs = test.mount();
            if (test.fs.isReadOnly()) {
                assertThatThrownBy(() -> test.fs.stat("/d/f1")).isInstanceOf(DaxFileSystemException.class);
            } else {
                requireTree();
                repaired++;
            }
        }
        assertThat(repaired).isPositive();
    }

    @Test
    @DisplayName("G38: poison in freed blocks is cleared when they are used again, and they read as zeros")
    void freedBlocks() {
        try (DaxFile file = test.createNodatacow("/f")) {
            file.write(0, TestFs.pattern(8 * PAGE, 1));
            for (int page = 0; page < 8; page++) {
                poison(address("data[/f] page " + page) + page * 512L);
            }
            assertThat(test.fs.scrub(Progress.NONE).errors()).hasSize(8);
            file.truncate(3 * PAGE);
            assertThat(test.fs.mediaErrors()).hasSize(3);
            file.truncate(0);
            assertThat(test.fs.mediaErrors()).isEmpty();
            for (int page = 0; page < 8; page++) {
                file.write(page * PAGE + 4000L, new byte[] {1});
            }
            for (int page = 0; page < 8; page++) {
                assertThat(file.read((long) page * PAGE, 4000)).containsOnly(0);
            }
        }
        test.write("/other", "x");
        assertThat(test.fs.scrub(Progress.NONE).isClean()).isTrue();
        test.remountWithoutUnmount();
        assertThat(test.fs.mediaErrors()).isEmpty();
    }
}
