package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.*;
import org.powercut.pmem.SimulatedDevice;

class SmokeTest {
    @Test
    void createWriteRenameRemount() {
        DaxFsProvider provider = new DaxFsProvider();
        try (SimulatedDevice device = SimulatedDevice.ofSize(4 << 20)) {
            provider.mkfs(device);
            assertThat(provider.fsck(device).problems()).isEmpty();
            try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
                fs.mkdir("/d");
                try (DaxFile f = fs.create("/d/a")) {
                    f.write(0, "hello".getBytes(StandardCharsets.UTF_8));
                    f.write(5000, "world".getBytes(StandardCharsets.UTF_8));
                    assertThat(f.read(0, 5)).isEqualTo("hello".getBytes());
                }
                fs.rename("/d/a", "/b");
                fs.symlink("d", "/link");
                fs.link("/b", "/link/c");
                assertThat(fs.readdir("/")).hasSize(3);
            }
            assertThat(provider.fsck(device).problems()).isEmpty();
            try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
                assertThat(fs.stat("/b").nlink()).isEqualTo(2);
                assertThat(fs.readlink("/link")).isEqualTo("d");
                try (DaxFile f = fs.open("/link/c")) {
                    byte[] all = f.read(0, 6000);
                    assertThat(all).hasSize(5005).startsWith("hello".getBytes()).endsWith("world".getBytes());
                }
                fs.unlink("/b");
                fs.unlink("/d/c");
                fs.unlink("/link");
                fs.rmdir("/d");
            }
            assertThat(provider.fsck(device).problems()).isEmpty();
            try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
                assertThat(fs.statfs().freeInodes()).isEqualTo(256 - 8);
            }
        }
    }
}
