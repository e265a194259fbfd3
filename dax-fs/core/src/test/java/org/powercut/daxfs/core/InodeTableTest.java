package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** The used part of the inode table ends at a blank inode, whatever the device held before. */
class InodeTableTest {
    /** Files before the last inode of the table's first page. */
    private static final int FILES = Geometry.INODES_PER_PAGE - 1 - (int) Layout.FIRST_FILE_INO;

    private static SimulatedDevice deviceFullOfRubbish() {
        SimulatedDevice device = SimulatedDevice.ofSize(4 << 20);
        device.fill(0, device.size(), (byte) 0xA5);
        TestFs.PROVIDER.mkfs(device);
        return device;
    }

    private static void createFiles(DaxFileSystem fs, int from, int to) {
        for (int i = from; i < to; i++) {
            fs.create("/f" + i).close();
        }
    }

    @Test
    void rubbishBehindTheUsedInodesIsNotRead() {
        try (SimulatedDevice device = deviceFullOfRubbish()) {
            for (int files = 0; files < 70; files++) {
                try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
                    assertThat(fs.readdir("/")).hasSize(files);
                    fs.create("/f" + files).close();
                }
                assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
            }
        }
    }

    @Test
    void theNextPageIsZeroDurablyBeforeTheLastInodeOfAPageIsStored() {
        try (SimulatedDevice device = deviceFullOfRubbish()) {
            try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
                createFiles(fs, 0, FILES);
            }
            Geometry geometry = Geometry.ofDevice(device.size());
            long nextPage = geometry.inodeOffset(Geometry.INODES_PER_PAGE);
            long lastInode = nextPage - Layout.Inode.STRUCT.length();
            List<String> seen = new ArrayList<>();
            PmemDevice watched = watch(device, seen);
            createFiles(TestFs.PROVIDER.mount(watched, MountOptions.defaults()), FILES, FILES + 1);
            assertThat(seen)
                    .containsSubsequence("ntFill " + nextPage, "fence", "putBytes " + lastInode)
                    .containsSubsequence(
                            "ntFill " + geometry.replicaOffset(nextPage),
                            "fence",
                            "putBytes " + geometry.replicaOffset(lastInode));
        }
    }

    @Test
    void aFreedLastInodeIsUsedAgainWithoutHarmToTheNextPage() {
        try (SimulatedDevice device = deviceFullOfRubbish()) {
            try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
                createFiles(fs, 0, FILES + 10);
                fs.unlink("/f" + FILES);
                fs.create("/again").close();
                assertThat(fs.stat("/again").ino()).isEqualTo(Geometry.INODES_PER_PAGE - 1);
            }
            try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
                assertThat(fs.readdir("/")).hasSize(FILES + 10);
            }
        }
    }

    @Test
    @DisplayName("of an inode that is free a mount loads only the words that say so")
    void loadsLittleOfFreeInodes() {
        try (SimulatedDevice device = deviceFullOfRubbish()) {
            long ino = freedInode(device);
            List<String> seen = new ArrayList<>();
            TestFs.PROVIDER.mount(watch(device, seen), MountOptions.defaults());
            for (long copy : copies(device, ino)) {
                assertThat(seen)
                        .contains("getLong " + (copy + Layout.Inode.LOG_TAIL), "getInt " + (copy + Layout.Inode.MAGIC))
                        .doesNotContain("getBytes " + copy, "getLong " + (copy + Layout.Inode.GENERATION));
            }
        }
    }

    @Test
    @DisplayName("a blank copy of a free inode does not end the table, and comes back if the other copy is whole")
    void repairsBlankCopies() {
        for (int blank = 0; blank < 2; blank++) {
            for (boolean torn : new boolean[] {false, true}) {
                try (SimulatedDevice device = deviceFullOfRubbish()) {
                    long ino = freedInode(device);
                    long[] copies = copies(device, ino);
                    device.fill(copies[blank], Layout.Inode.USED, (byte) 0);
                    if (torn) {
                        device.putLong(copies[1 - blank] + Layout.Inode.BIRTH_TIME, -1);
                    }
                    assertThat(TestFs.PROVIDER.fsck(device).isClean()).isEqualTo(torn);
                    try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
                        assertThat(fs.exists("/behind")).isTrue();
                    }
                    assertThat(device.getInt(copies[blank] + Layout.Inode.MAGIC))
                            .isEqualTo(torn ? 0 : Layout.INODE_MAGIC);
                    assertThat(device.getInt(copies[1 - blank] + Layout.Inode.MAGIC))
                            .isEqualTo(Layout.INODE_MAGIC);
                    assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
                }
            }
        }
    }

    /** An inode that was used, and has one behind it that is. */
    private static long freedInode(SimulatedDevice device) {
        try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
            fs.create("/a").close();
            fs.create("/behind").close();
            long ino = fs.stat("/a").ino();
            fs.unlink("/a");
            return ino;
        }
    }

    private static long[] copies(PmemDevice device, long ino) {
        Geometry geometry = Geometry.ofDevice(device.size());
        long primary = geometry.inodeOffset(ino);
        return new long[] {primary, geometry.replicaOffset(primary)};
    }

    /** A device that writes down the instructions that load and store, with their offsets, and the fences. */
    private static PmemDevice watch(PmemDevice device, List<String> seen) {
        return (PmemDevice) Proxy.newProxyInstance(
                PmemDevice.class.getClassLoader(), new Class<?>[] {PmemDevice.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "ntFill", "putBytes", "putLong", "getBytes", "getLong", "getInt" ->
                            seen.add(method.getName() + " " + arguments[0]);
                        case "fence" -> seen.add("fence");
                        default -> {}
                    }
                    try {
                        return method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
