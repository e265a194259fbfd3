package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DataChecksumException;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.Progress;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.SimulatedDevice;

/** Lies that {@link FuzzTest} told and that were once believed, each for itself. */
class BelievedLiesTest {
    private final SimulatedDevice device = SimulatedDevice.ofSize(512 << 10);

    BelievedLiesTest() {
        TestFs.PROVIDER.mkfs(device);
    }

    @AfterEach
    void close() {
        device.close();
    }

    private DaxFileSystem mount(MountOptions.Checkpoint checkpoint) {
        return TestFs.PROVIDER.mount(device, MountOptions.defaults().withCheckpoint(checkpoint));
    }

    private Geometry geometry() {
        return Superblock.read(device).geometry;
    }

    @Test
    @DisplayName("a directory that has itself as a child, behind a checkpoint that knows nothing of it, is refused")
    void loopBehindCheckpoint() {
        DaxFileSystem fs = mount(MountOptions.Checkpoint.ALWAYS);
        fs.mkdir("/d");
        fs.mkdir("/d/e");
        long directory = fs.stat("/d").ino();
        fs.unmount();
        long entry = TestFs.PROVIDER.mediaMap(device).find("log[inode " + directory + "] entry * (add name)").stream()
                .findFirst()
                .orElseThrow()
                .offset();
        byte[] bytes = new byte[Pmem.LINE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = device.getByte(entry + i);
        }
        Bytes.putLong(bytes, Layout.NameEntry.INO, directory);
        device.putLong(entry + Layout.NameEntry.INO, directory);
        device.putInt(entry, new Checksum().of(bytes, Layout.Entry.TYPE, bytes.length, directory, entry));
        DaxFileSystem lied = mount(MountOptions.Checkpoint.AUTO);
        assertThatThrownBy(() -> lied.readdir("/d"))
                .isInstanceOf(CorruptFileSystemException.class)
                .hasMessageContaining("lies in inode 1 by the checkpoint");
    }

    @Test
    @DisplayName("without the log of snapshots, entries of their epochs are refused; a repair keeps files and epochs")
    void snapshotsForgotten() {
        DaxFileSystem fs = mount(MountOptions.Checkpoint.NEVER);
        fs.mkdir("/before");
        fs.createSnapshot("one");
        fs.createSnapshot("two");
        fs.mkdir("/after");
        fs.unmount();
        new InodeTable(device, geometry()).storeTail(Layout.SNAPSHOT_INO, TailWord.FREE);
        assertThatThrownBy(() -> mount(MountOptions.Checkpoint.NEVER))
                .isInstanceOf(CorruptFileSystemException.class)
                .hasMessageContaining("epoch");
        assertThat(TestFs.PROVIDER.repair(device, Progress.NONE).isClean()).isFalse();
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        DaxFileSystem repaired = mount(MountOptions.Checkpoint.NEVER);
        assertThat(repaired.exists("/before")).isTrue();
        assertThat(repaired.exists("/after")).isTrue();
        assertThat(repaired.createSnapshot("three").epoch()).isGreaterThan(2);
        repaired.unmount();
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
    }

    @Test
    @DisplayName("a tail in an inode that was never used does not spoil the table when inodes before it come into use")
    void tailBeyondTheTable() {
        DaxFileSystem fs = mount(MountOptions.Checkpoint.NEVER);
        fs.mkdir("/d");
        long next = fs.stat("/d").ino() + 2;
        fs.unmount();
        new InodeTable(device, geometry()).storeTail(next, TailWord.encode(next, 1_000, 0));
        DaxFileSystem lied = mount(MountOptions.Checkpoint.NEVER);
        lied.mkdir("/e");
        lied.unmount();
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        assertThat(mount(MountOptions.Checkpoint.NEVER).exists("/e")).isTrue();
    }

    @Test
    @DisplayName("a truncate that grows past a page which does not fit its checksum fails with the typed error")
    void truncateOfWrongData() {
        DaxFileSystem fs = mount(MountOptions.Checkpoint.NEVER);
        fs.create("/file").write(0, TestFs.pattern(5_000, 1));
        long block = PageWord.block(
                ((DaxFs) fs).volume.inodes.get(fs.stat("/file").ino()).pages.word(1));
        device.putByte(block * Pmem.PAGE + 4_000, (byte) 1); // behind the end, where growth zeroes
        assertThatThrownBy(() -> fs.truncate("/file", 9_000)).isInstanceOf(DataChecksumException.class);
        assertThat(fs.stat("/file").size()).isEqualTo(5_000);
    }

    @Test
    @DisplayName("a journal record that takes an inode into use does not bring back what a repair gives up")
    void recordOfLies() {
        DaxFileSystem fs = mount(MountOptions.Checkpoint.NEVER);
        fs.mkdir("/d");
        long root = TailWord.line(device.getLong(geometry().inodeOffset(Layout.ROOT_INO) + Layout.Inode.LOG_TAIL));
        fs.create("/lost").close();
        long ino = fs.stat("/lost").ino();
        fs.unmount();
        InodeTable table = new InodeTable(device, geometry());
        table.storeTail(ino, TailWord.FREE);
        int sequence = Journal.read(device, geometry()).sequence();
        new Journal(device, table, sequence).commit(new Record(ino, TailWord.encode(ino, root, 0)));
        assertThat(TestFs.PROVIDER.repair(device, Progress.NONE).isClean()).isFalse();
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        assertThat(mount(MountOptions.Checkpoint.NEVER).exists("/d")).isTrue();
    }

    /** Takes an inode into use, whose log is another one's. */
    private record Record(long inode, long newTail) implements Journal.Change {
        @Override
        public int targets() {
            return 1;
        }

        @Override
        public long ino(int target) {
            return inode;
        }

        @Override
        public long oldTail(int target) {
            return TailWord.FREE;
        }

        @Override
        public long newTail(int target) {
            return newTail;
        }
    }
}
