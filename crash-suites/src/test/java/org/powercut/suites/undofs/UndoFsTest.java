package org.powercut.suites.undofs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** What the kit does not ask, because it is undo-fs's own: the shape of block maps, and the room of its parts. */
@DisplayName("undo-fs by itself")
class UndoFsTest {
    private static final int MIB = 1 << 20;

    @Test
    void blockMapsGrowAndShrink() {
        try (PmemDevice device = SimulatedDevice.ofSize(8 * MIB)) {
            UndoFsProvider provider = new UndoFsProvider();
            provider.mkfs(device);
            long free;
            try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
                free = fs.statfs().freeBlocks();
                try (DaxFile file = fs.create("/f")) {
                    for (long page : new long[] {0, 1, 511, 512, 262_143, 262_144, 134_217_727L}) {
                        file.write(page * 4096, new byte[] {(byte) page, 1});
                    }
                    assertThat(file.stat().blocks()).isEqualTo(7);
                    assertThat(file.read(134_217_727L * 4096, 10)).containsExactly(-1, 1);
                    file.truncate(512 * 4096 + 1);
                    assertThat(file.stat().blocks()).isEqualTo(4);
                }
            }
            assertThat(provider.fsck(device).problems()).isEmpty();
            try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
                fs.unlink("/f");
                assertThat(fs.statfs().freeBlocks()).isEqualTo(free - 1); // the root directory has a block now
            }
            assertThat(provider.fsck(device).problems()).isEmpty();
        }
    }
}
