package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MkfsOptions;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.Progress;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.SimulatedDevice;

/** What a new file system can be told. */
class MkfsTest {
    private static final MkfsOptions OPTIONS = MkfsOptions.defaults();

    @Test
    @DisplayName("the number of inodes can be chosen, and that many files can be made")
    void inodes() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(4 << 20)) {
            TestFs.PROVIDER.mkfs(device, OPTIONS.withInodes(33));
            DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults());
            assertThat(fs.statfs().inodes()).isEqualTo(64 - Layout.FIRST_FILE_INO);
            for (long i = fs.statfs().freeInodes(); i > 0; i--) {
                fs.mkdir("/" + i);
            }
            assertErrno(Errno.ENOSPC, () -> fs.mkdir("/more"));
            fs.unmount();
            assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        }
    }

    @Test
    @DisplayName("label and identity lie in the superblock")
    void identity() {
        UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
        try (SimulatedDevice device = SimulatedDevice.ofSize(4 << 20)) {
            TestFs.PROVIDER.mkfs(device, OPTIONS.withLabel("größe").withUuid(uuid));
            assertThat(TestFs.PROVIDER
                            .dump(device)
                            .filter(struct -> struct.name().equals("superblock[0]"))
                            .findFirst()
                            .orElseThrow()
                            .toString())
                    .contains(uuid.toString())
                    .contains("größe");
        }
    }

    @Test
    @DisplayName("numbers of inodes and labels that do not fit are refused before anything is written")
    void refused() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(4 << 20)) {
            assertErrno(Errno.EINVAL, () -> TestFs.PROVIDER.mkfs(device, OPTIONS.withInodes(-1)));
            assertErrno(Errno.EINVAL, () -> TestFs.PROVIDER.mkfs(device, OPTIONS.withInodes(256 * 32)));
            assertErrno(Errno.EINVAL, () -> TestFs.PROVIDER.mkfs(device, OPTIONS.withLabel("x".repeat(65))));
            assertThatThrownBy(() -> TestFs.PROVIDER.mount(device, MountOptions.defaults()))
                    .hasMessageContaining("neither this superblock nor its replica is whole");
            TestFs.PROVIDER.mkfs(device, OPTIONS.withInodes(255 * 32).withLabel("x".repeat(64)));
            TestFs.PROVIDER.mount(device, MountOptions.defaults()).mkdir("/a");
        }
    }

    @Test
    @DisplayName("an image of another version of the format is refused by name, and left as it is")
    void otherVersions() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(4 << 20)) {
            TestFs.PROVIDER.mkfs(device);
            byte[] image = new byte[(int) device.size()];
            device.getBytes(0, MemorySegment.ofArray(image), 0, image.length);
            int replica = image.length - (int) Pmem.PAGE;
            for (int copy : new int[] {0, replica}) {
                byte[] superblock = Arrays.copyOfRange(image, copy, copy + Layout.Superblock.STRUCT.length());
                Bytes.putInt(superblock, Layout.Superblock.VERSION, 1);
                int crc = new Checksum().of(superblock, Layout.Superblock.VERSION, superblock.length);
                Bytes.putInt(superblock, Layout.Superblock.CRC, crc);
                System.arraycopy(superblock, 0, image, copy, superblock.length);
            }
            device.putBytes(0, MemorySegment.ofArray(image), 0, image.length);
            assertThatThrownBy(() -> TestFs.PROVIDER.mount(device, MountOptions.defaults()))
                    .isInstanceOf(NotSupportedException.class)
                    .hasMessageContaining("version 1")
                    .hasMessageContaining("only version 2 is known");
            assertThat(TestFs.PROVIDER.fsck(device).isClean()).isFalse();
            assertErrno(Errno.EOPNOTSUPP, () -> TestFs.PROVIDER.repair(device, Progress.NONE));
            byte[] after = new byte[image.length];
            device.getBytes(0, MemorySegment.ofArray(after), 0, after.length);
            assertThat(after).isEqualTo(image);
        }
    }

    private static void assertErrno(Errno errno, Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
