package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** What happens when the device fails to make something durable, as a mapped file does whose disk is broken. */
class WriteErrorTest {
    private final SimulatedDevice memory = SimulatedDevice.ofSize(4 << 20);
    private boolean failing;
    private final PmemDevice device = (PmemDevice) Proxy.newProxyInstance(
            PmemDevice.class.getClassLoader(), new Class<?>[] {PmemDevice.class}, (proxy, method, arguments) -> {
                if (failing && method.getName().equals("fence")) {
                    throw new UncheckedIOException(new IOException("the disk is broken"));
                }
                try {
                    return method.invoke(memory, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    @AfterEach
    void close() {
        memory.close();
    }

    private DaxFileSystem mount(Contract contract) {
        TestFs.PROVIDER.mkfs(memory);
        return TestFs.PROVIDER.mount(device, MountOptions.defaults().withContract(contract));
    }

    private static void failsWith(Errno errno, ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("G10: a write-back error is told once to each file that was open, once to sync, and not to others")
    void eachOpenFileIsToldOnce(Contract contract) {
        DaxFileSystem fs = mount(contract);
        DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        file.write(0, TestFs.pattern(8_192, 1));
        DaxFile second = fs.open("/a");
        DaxFile other = fs.create("/other");
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 8_192);
        mapping.putLong(0, 1);
        fs.sync();
        mapping.putLong(0, 2);
        failing = true;
        failsWith(Errno.EIO, file::fdatasync);
        failing = false;
        DaxFile late = fs.open("/a");
        assertThatCode(file::fdatasync).doesNotThrowAnyException();
        failsWith(Errno.EIO, second::fsync);
        assertThatCode(second::fsync).doesNotThrowAnyException();
        assertThatCode(other::fsync).doesNotThrowAnyException();
        assertThatCode(late::fsync).doesNotThrowAnyException();
        failsWith(Errno.EIO, fs::sync);
        assertThatCode(fs::sync).doesNotThrowAnyException();
        assertThat(fs.isReadOnly()).as("no metadata was lost").isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("G10: a commit that fails makes the mount read-only, and what was durable before stays")
    void aFailedCommitMakesTheMountReadOnly(Contract contract) {
        DaxFileSystem fs = mount(contract);
        DaxFile file = fs.create("/a");
        file.write(0, TestFs.pattern(100, 1));
        DaxFile second = fs.open("/a");
        fs.sync();
        failing = true;
        failsWith(Errno.EIO, () -> {
            file.write(0, TestFs.pattern(100, 2));
            file.fsync();
        });
        failing = false;
        assertThat(fs.isReadOnly()).isTrue();
        failsWith(Errno.EROFS, () -> fs.mkdir("/d"));
        failsWith(Errno.EROFS, () -> file.write(0, new byte[1]));
        failsWith(Errno.EIO, second::fsync);
        failsWith(Errno.EIO, fs::sync);
        assertThatCode(fs::sync).doesNotThrowAnyException();
        fs.unmount();
        assertThat(TestFs.PROVIDER.fsck(memory).problems()).isEmpty();
        try (DaxFile recovered =
                TestFs.PROVIDER.mount(memory, MountOptions.defaults()).open("/a")) {
            assertThat(recovered.read(0, 100)).isIn(TestFs.pattern(100, 1), TestFs.pattern(100, 2));
        }
    }
}
