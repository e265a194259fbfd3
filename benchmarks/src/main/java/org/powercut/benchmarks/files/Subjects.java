package org.powercut.benchmarks.files;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.nio.DaxNio;
import org.powercut.pmem.MappedFileDevice;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** Makes the file systems under measurement, by the names that the results use. */
final class Subjects {
    /** Every one that has names. */
    static final String[] FILE_SYSTEMS = {
        "dax-fs", "dax-fs:nodatacow", "dax-fs:nio", "dax-fs:clwb", "dax-fs:file", "jimfs", "tmpfs", "disk"
    };

    private static final long DEVICE = 1L << 30;

    private Subjects() {}

    static Subject make(String name) throws IOException {
        return switch (name) {
            case "memory" -> new MemorySubject();
            case "dax-fs" -> dax(SimulatedDevice.ofSize(DEVICE), false);
            case "dax-fs:nodatacow" -> dax(SimulatedDevice.ofSize(DEVICE), true);
            case "dax-fs:nio" -> nio(SimulatedDevice.ofSize(DEVICE));
            case "dax-fs:clwb" -> dax(ClwbDevice.ofSize(DEVICE), false);
            case "dax-fs:file" -> file();
            case "jimfs" -> jimfs();
            case "tmpfs" -> directory(Path.of("/dev/shm"));
            case "disk" -> directory(Path.of(System.getProperty("powercut.disk", "/var/tmp")));
            default -> throw new IllegalArgumentException("there is no file system '" + name + "' to measure");
        };
    }

    /** An empty dax-fs on a device. */
    static DaxFileSystem mount(PmemDevice device) {
        DaxFileSystemProvider provider = provider();
        provider.mkfs(device);
        return provider.mount(device, MountOptions.defaults());
    }

    static DaxFileSystemProvider provider() {
        return ServiceLoader.load(DaxFileSystemProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals("dax-fs"))
                .findFirst()
                .orElseThrow();
    }

    private static Subject dax(PmemDevice device, boolean nodatacow) {
        return new DaxSubject(mount(device), nodatacow, device::close);
    }

    private static Subject nio(PmemDevice device) {
        DaxFileSystem mounted = mount(device);
        FileSystem fs = DaxNio.of(mounted);
        return new NioSubject(fs.getPath("/"), () -> {
            fs.close();
            mounted.unmount();
            device.close();
        });
    }

    /** A mapped file on a tmpfs: what the kernel takes for msync, without a disk. */
    private static Subject file() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "powercut");
        Path image = directory.resolve("image");
        PmemDevice device = MappedFileDevice.create(image, DEVICE);
        return new DaxSubject(mount(device), false, () -> {
            device.close();
            delete(directory);
        });
    }

    private static Subject jimfs() {
        FileSystem fs = Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setAttributeViews("posix").build());
        return new NioSubject(fs.getPath("/"), fs);
    }

    private static Subject directory(Path parent) throws IOException {
        Path directory = Files.createTempDirectory(parent, "powercut");
        return new NioSubject(directory, () -> delete(directory));
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException gone) {
            // somebody else removed it: that is what is wanted
        }
    }
}
