package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.SimulatedDevice;

/** A device with a file system on it, mounted, for one test; its clock ticks one second at each look. */
final class TestFs implements AutoCloseable {
    static final DaxFsProvider PROVIDER = new DaxFsProvider();

    private final AtomicLong seconds = new AtomicLong();
    private final Contract contract;
    final SimulatedDevice device;
    DaxFileSystem fs;

    private TestFs(long size, Contract contract) {
        this.contract = contract;
        device = SimulatedDevice.ofSize(size);
        PROVIDER.mkfs(device);
        fs = mount();
    }

    static TestFs ofSize(long size) {
        return ofSize(size, Contract.STRONG);
    }

    static TestFs ofSize(long size, Contract contract) {
        return new TestFs(size, contract);
    }

    static TestFs weak() {
        return ofSize(4 << 20, Contract.WEAK);
    }

    static TestFs create() {
        return ofSize(4 << 20);
    }

    private MountOptions options() {
        return MountOptions.defaults()
                .withContract(contract)
                .withClock(() -> Instant.ofEpochSecond(seconds.incrementAndGet()));
    }

    /** Mounts beside whatever else is mounted, as after a crash of the process. */
    DaxFileSystem mount() {
        return PROVIDER.mount(device, options());
    }

    DaxFileSystem mountReadOnly() {
        return PROVIDER.mount(device, options().withReadOnly(true));
    }

    /** Unmounts, checks and mounts again. */
    void remount() {
        fs.unmount();
        requireClean();
        fs = mount();
    }

    /** Drops the mounted file system as a crash does, and mounts again. */
    void remountWithoutUnmount() {
        fs = mount();
        requireClean();
    }

    void requireClean() {
        assertThat(PROVIDER.fsck(device).problems()).isEmpty();
    }

    DaxFile create(String path, String content) {
        DaxFile file = fs.create(path);
        file.write(0, bytes(content));
        return file;
    }

    DaxFile createNodatacow(String path) {
        return fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    void write(String path, String content) {
        create(path, content).close();
    }

    String read(String path) {
        try (DaxFile file = fs.open(path)) {
            return new String(file.read(0, (int) file.size()), StandardCharsets.UTF_8);
        }
    }

    static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes that differ from place to place. */
    static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8) * 7 + seed | 1);
        }
        return bytes;
    }

    @Override
    public void close() {
        device.close();
    }

    /** An operation fails with an error, and no other way. */
    static void fails(Errno errno, Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
