package org.powercut.daxfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.core.DaxFsProvider;
import org.powercut.pmem.SimulatedDevice;

/** A device with a file system on it, shown as one of java.nio.file, for one test. */
final class NioFs implements AutoCloseable {
    static final DaxFileSystemProvider PROVIDER = new DaxFsProvider();

    final SimulatedDevice device = SimulatedDevice.ofSize(16 << 20);
    DaxFileSystem mounted;
    FileSystem files;

    NioFs() {
        PROVIDER.mkfs(device);
        mount();
    }

    private void mount() {
        mounted = PROVIDER.mount(device, MountOptions.defaults());
        files = DaxNio.of(mounted);
    }

    void remount() throws IOException {
        files.close();
        mounted.unmount();
        assertThat(PROVIDER.fsck(device).problems()).isEmpty();
        mount();
    }

    Path root() {
        return files.getPath("/");
    }

    Path path(String path) {
        return files.getPath(path);
    }

    @Override
    public void close() throws IOException {
        files.close();
        mounted.unmount();
        device.close();
    }
}
