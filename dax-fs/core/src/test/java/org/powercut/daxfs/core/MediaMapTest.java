package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MediaMap.Field;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.SimulatedDevice;

/** Names for the places of a device. */
class MediaMapTest {
    @Test
    void everyByteHasAName() {
        try (TestFs test = TestFs.create()) {
            test.write("/a", "x".repeat(9_000));
            test.fs.mkdir("/directory");
            test.write("/directory/" + "long".repeat(50), "y");
            MediaMap map = TestFs.PROVIDER.mediaMap(test.device);
            for (Field field : map.find("*")) {
                assertThat(field.length()).isPositive();
                if (field.name().matches(".*[])]|.* page \\d+") && field.length() != Pmem.PAGE) {
                    continue; // made of fields
                }
                assertThat(map.nameOf(field.offset())).startsWith(field.name().replaceAll("(log.* page \\d+)$", "$1"));
            }
            assertThat(map.nameOf(64)).isEqualTo("superblock[0].read_only_compatible");
            assertThat(map.nameOf(test.device.size() - Pmem.PAGE + 8)).isEqualTo("superblock[1].magic");
            assertThat(map.nameOf(test.device.size() / 2)).startsWith("unused page");
        }
    }

    @Test
    void namesAreFoundByPattern() {
        try (TestFs test = TestFs.create()) {
            test.write("/a", "x".repeat(9_000));
            MediaMap map = TestFs.PROVIDER.mediaMap(test.device);
            long ino = test.fs.stat("/a").ino();
            Field tail = map.find("inode[" + ino + "].log_tail").getFirst();
            assertThat(tail.length()).isEqualTo(8);
            assertThat(TailWord.isValid(ino, test.device.getLong(tail.offset())))
                    .isTrue();
            Field replica = map.find("inode_replica[" + ino + "].log_tail").getFirst();
            assertThat(test.device.getLong(replica.offset())).isEqualTo(test.device.getLong(tail.offset()));
            assertThat(map.nameOf(tail.offset() + 3)).isEqualTo("inode[" + ino + "].log_tail+3");
            assertThat(map.find("inode[*].log_tail"))
                    .hasSize(Geometry.INODES_PER_PAGE)
                    .isSortedAccordingTo((x, y) -> Long.compare(x.offset(), y.offset()));
            assertThat(map.find("log[inode " + ino + "] entry *"))
                    .extracting(Field::name)
                    .contains(
                            "log[inode " + ino + "] entry 0 (attr)",
                            "log[inode " + ino + "] entry 1 (write)",
                            "log[inode " + ino + "] entry 1 (write).block");
            assertThat(map.find("data[/a] page *")).extracting(Field::length).containsExactly(4096L, 4096L, 4096L);
            assertThat(map.find("journal[0].slot[*].entry[0].old")).hasSize(2);
            assertThat(map.find("inode.log_tail")).isEmpty();
        }
    }

    @Test
    void aDeviceWithoutAFileSystemHasNoNames() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(1 << 20)) {
            MediaMap map = TestFs.PROVIDER.mediaMap(device);
            assertThat(map.find("*")).isEqualTo(List.of());
            assertThat(map.nameOf(16)).isEqualTo("byte 0x10");
        }
    }
}
