package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.pmem.MappedFileDevice;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** The images that a provider has mounted, by their real paths. */
final class ImageMounts {
    private final DaxNioProvider provider;
    /** Guarded by this. */
    private final Map<Path, DaxNioFileSystem> mounted = new HashMap<>();

    ImageMounts(DaxNioProvider provider) {
        this.provider = provider;
    }

    synchronized DaxNioFileSystem mount(Path image, MountSettings settings) throws IOException {
        if (mounted.containsKey(key(image))) {
            throw new FileSystemAlreadyExistsException(image + " is mounted already");
        }
        boolean create = settings.create() && Files.notExists(image);
        PmemDevice device = create ? MappedFileDevice.create(image, settings.size()) : MappedFileDevice.open(image);
        try {
            DaxNioFileSystem fileSystem = mount(image, device, settings, create);
            mounted.put(key(image), fileSystem);
            return fileSystem;
        } catch (RuntimeException | IOException e) {
            device.close();
            if (create) {
                Files.deleteIfExists(image);
            }
            throw e;
        }
    }

    private DaxNioFileSystem mount(Path image, PmemDevice device, MountSettings settings, boolean create)
            throws IOException {
        try {
            DaxFileSystemProvider kind = kind(settings.fileSystem());
            if (create) {
                kind.mkfs(device);
            }
            DaxFileSystem fs = kind.mount(device, settings.options());
            Path key = key(image);
            return new DaxNioFileSystem(provider, fs, key.toString(), () -> unmount(key, fs, device));
        } catch (DaxFileSystemException e) {
            FileSystemException refused = new FileSystemException(image.toString(), null, e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    private synchronized void unmount(Path key, DaxFileSystem fs, PmemDevice device) {
        mounted.remove(key);
        try {
            fs.unmount();
        } finally {
            device.close();
        }
    }

    /** @throws FileSystemNotFoundException if the image is not mounted */
    synchronized DaxNioFileSystem get(Path image) {
        DaxNioFileSystem fileSystem = null;
        try {
            fileSystem = mounted.get(key(image));
        } catch (IOException e) {
            throw (FileSystemNotFoundException) notMounted(image).initCause(e);
        }
        if (fileSystem == null) {
            throw notMounted(image);
        }
        return fileSystem;
    }

    private static FileSystemNotFoundException notMounted(Path image) {
        return new FileSystemNotFoundException(image + " is not mounted; call FileSystems.newFileSystem");
    }

    /** The image's real path, or for one that is not there its place in its real directory. */
    private static Path key(Path image) throws IOException {
        try {
            return image.toRealPath();
        } catch (NoSuchFileException e) {
            Path absolute = image.toAbsolutePath();
            Path directory = absolute.getParent();
            Path name = absolute.getFileName();
            if (directory == null || name == null) {
                throw e;
            }
            return directory.toRealPath().resolve(name);
        }
    }

    /** Whether a file has the form of an image. */
    static boolean canBeImage(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) > 0 && Files.size(file) % Pmem.PAGE == 0;
    }

    private static DaxFileSystemProvider kind(String name) {
        return ServiceLoader.load(DaxFileSystemProvider.class, DaxNioProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(kind -> name.isEmpty() || kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no file system of the kind '" + name + "'"));
    }
}
