package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Snapshot;
import org.powercut.daxfs.Stat;
import org.powercut.pmem.SimulatedDevice;

/**
 * Random changes of every kind under several snapshots: each snapshot goes on to show what was there when it was made,
 * through remounts and logs that are written anew, and after the last one is deleted all space is back.
 */
class SnapshotDifferentialTest {
    private static final int MAX_FILE = 40_000;

    private Random random = new Random(0);
    private DaxFileSystem fs;
    private final Map<String, Map<String, String>> expected = new LinkedHashMap<>();
    private int made;

    @ParameterizedTest
    @CsvSource({
        "1, 8192, STRONG",
        "2, 8192, STRONG",
        "3, 1024, STRONG",
        "4, 1024, STRONG",
        "5, 16384, STRONG",
        "6, 8192, WEAK",
        "7, 1024, WEAK",
        "8, 16384, WEAK"
    })
    @DisplayName("G33: snapshots show what was there when they were made, whatever is changed afterwards")
    void snapshotsStay(long seed, int kib, Contract contract) {
        random = new Random(seed);
        MountOptions options = MountOptions.defaults().withContract(contract);
        try (SimulatedDevice device = SimulatedDevice.ofSize((long) kib << 10)) {
            TestFs.PROVIDER.mkfs(device);
            fs = TestFs.PROVIDER.mount(device, options);
            for (int step = 0; step < 3_000; step++) {
                int dice = random.nextInt(100);
                if (dice == 0) {
                    fs.unmount();
                    assertThat(TestFs.PROVIDER.fsck(device).problems())
                            .as("after %d", step)
                            .isEmpty();
                    fs = TestFs.PROVIDER.mount(device, options);
                    compareAll("after the remount at " + step);
                } else if (dice < 3 && expected.size() < 4) {
                    makeSnapshot();
                } else if (dice < 5 && !expected.isEmpty()) {
                    deleteSnapshot();
                } else if (dice == 5) {
                    compareAll("at " + step);
                } else {
                    tryIt(this::change);
                }
            }
            compareAll("at the end");
            emptyAndCheckSpace(device, options);
        }
    }

    private void makeSnapshot() {
        String name = "s" + made++;
        tryIt(() -> {
            fs.createSnapshot(name);
            expected.put(name, describe(fs));
        });
    }

    private void deleteSnapshot() {
        String name = new ArrayList<>(expected.keySet()).get(random.nextInt(expected.size()));
        fs.deleteSnapshot(name);
        expected.remove(name);
    }

    private void compareAll(String when) {
        assertThat(fs.snapshots()).extracting(Snapshot::name).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, tree) -> {
            try (DaxFileSystem past = fs.openSnapshot(name)) {
                assertThat(describe(past)).as("%s %s", name, when).isEqualTo(tree);
            }
        });
    }

    private void emptyAndCheckSpace(SimulatedDevice device, MountOptions options) {
        for (String name : List.copyOf(expected.keySet())) {
            fs.deleteSnapshot(name);
        }
        for (String path : describe(fs).keySet().stream()
                .sorted(java.util.Comparator.reverseOrder())
                .toList()) {
            if (fs.lstat(path).type() == FileType.DIRECTORY) {
                fs.rmdir(path);
            } else {
                fs.unlink(path);
            }
        }
        fs.unmount();
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        fs = TestFs.PROVIDER.mount(device, options);
        assertThat(fs.statfs().freeInodes()).isEqualTo(fs.statfs().inodes());
        assertThat(((DaxFs) fs).volume.retention.size()).isZero();
        try (SimulatedDevice fresh = SimulatedDevice.ofSize(device.size())) {
            TestFs.PROVIDER.mkfs(fresh);
            try (DaxFileSystem empty = TestFs.PROVIDER.mount(fresh, options)) {
                // the logs of snapshots and of the root, which may be longer than it must
                assertThat(empty.statfs().freeBlocks() - fs.statfs().freeBlocks())
                        .isBetween(0L, 12L);
            }
        }
    }

    // changes

    private void change() {
        String path = path();
        switch (random.nextInt(20)) {
            case 0 -> fs.mkdir(path);
            case 1 -> fs.rmdir(path);
            case 2, 3 -> fs.unlink(path);
            case 4 -> fs.link(path, path());
            case 5 -> fs.symlink("target " + random.nextInt(), path);
            case 6, 7 -> fs.rename(path, path());
            case 8 -> fs.chmod(path, random.nextInt(512));
            case 9 -> fs.xattrs(path).set("user.a" + random.nextInt(3), bytes(random.nextInt(6000)));
            case 10 -> create(path);
            case 11 -> cloneFile(path);
            default -> changeFile(path);
        }
    }

    private void create(String path) {
        boolean inPlace = random.nextBoolean();
        OpenFlag[] flags = inPlace
                ? new OpenFlag[] {OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE, OpenFlag.NODATACOW}
                : new OpenFlag[] {OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE};
        fs.open(path, flags).close();
    }

    private void cloneFile(String path) {
        try (DaxFile source = fs.open(path());
                DaxFile target = fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE)) {
            target.cloneFile(source);
        }
    }

    private void changeFile(String path) {
        try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
            int size = (int) file.size();
            int offset = random.nextInt(size + 2_000);
            switch (random.nextInt(8)) {
                case 0 -> file.truncate(random.nextInt(random.nextBoolean() ? size + 1 : MAX_FILE));
                case 1 -> file.allocate(FallocateMode.PUNCH_HOLE, offset, 1 + random.nextInt(9_000));
                case 2 -> file.allocate(FallocateMode.ZERO_RANGE, offset, 1 + random.nextInt(9_000));
                case 3 -> file.allocate(FallocateMode.ALLOCATE, offset, 1 + random.nextInt(9_000));
                case 4 -> {
                    FallocateMode shift =
                            random.nextBoolean() ? FallocateMode.COLLAPSE_RANGE : FallocateMode.INSERT_RANGE;
                    if (size < MAX_FILE) {
                        file.allocate(shift, offset / 4096 * 4096L, 4096);
                    }
                }
                case 5 -> store(file, size);
                default -> file.write(Math.min(offset, MAX_FILE), bytes(random.nextInt(9_000)));
            }
        }
    }

    private void store(DaxFile file, int size) {
        if (size > 0) {
            try (DaxMapping mapping = file.map(MapMode.SHARED, 0, size)) {
                int position = random.nextInt(size);
                mapping.putBytes(position, bytes(random.nextInt(Math.min(5_000, size - position) + 1)));
            }
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String path() {
        String name = "/" + (char) ('a' + random.nextInt(6));
        return random.nextInt(3) > 0 ? name : "/" + (char) ('a' + random.nextInt(6)) + name;
    }

    private static void tryIt(Runnable operation) {
        try {
            operation.run();
        } catch (NoSpaceException e) {
            // a full device changes nothing
        } catch (DaxFileSystemException e) {
            assertThat(e.errno()).as(e.toString()).isNotIn(Errno.EFSCORRUPTED, Errno.EIO, Errno.EROFS);
        }
    }

    // what can be seen

    private static Map<String, String> describe(DaxFileSystem fs) {
        Map<String, String> tree = new TreeMap<>();
        describe(fs, "", tree);
        return tree;
    }

    private static void describe(DaxFileSystem fs, String directory, Map<String, String> tree) {
        for (DirectoryEntry entry : fs.readdir(directory.isEmpty() ? "/" : directory)) {
            String path = directory + "/" + entry.name();
            Stat stat = fs.lstat(path);
            StringBuilder text = new StringBuilder();
            text.append(stat.ino()).append(' ').append(stat.type()).append(' ').append(stat.mode());
            text.append(' ')
                    .append(stat.nlink())
                    .append(' ')
                    .append(stat.size())
                    .append(' ')
                    .append(stat.mtime());
            text.append(' ').append(stat.ctime());
            for (String name : fs.lxattrs(path).list()) {
                text.append(' ')
                        .append(name)
                        .append('=')
                        .append(Arrays.hashCode(fs.lxattrs(path).get(name)));
            }
            if (stat.type() == FileType.SYMLINK) {
                text.append(' ').append(fs.readlink(path));
            } else if (stat.type() == FileType.REGULAR) {
                try (DaxFile file = fs.open(path)) {
                    text.append(' ').append(Arrays.hashCode(file.read(0, (int) file.size())));
                }
            }
            tree.put(path, text.toString());
            if (stat.type() == FileType.DIRECTORY) {
                describe(fs, path, tree);
            }
        }
    }
}
