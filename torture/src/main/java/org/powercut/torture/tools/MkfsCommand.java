package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.MkfsOptions;
import org.powercut.pmem.Pmem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mkfs}: makes an empty file system in an image file. */
@Command(
        name = "mkfs",
        description = {"Makes an empty file system in an image file, which is made too if there is none.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class MkfsCommand extends ImageCommand {
    @Parameters(paramLabel = "IMAGE", description = "The image file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--size",
            converter = ByteCount.class,
            description = "Size of a new image, such as 64m or 8g. The file is sparse.")
    private long size;

    @Option(names = "--inodes", description = "How many inodes there can be; default: one for 16 KiB.")
    private long inodes;

    @Option(names = "--label", description = "A name for the file system.")
    private String label = "";

    @Option(names = "--uuid", description = "Its identity; default: a random one.")
    private UUID uuid = UUID.randomUUID();

    @Option(names = "--force", description = "Even if the image holds a file system, which is lost then.")
    private boolean force;

    @Override
    int run() throws IOException {
        boolean fresh = !Files.exists(file);
        if (fresh && size == 0) {
            throw new ToolException(file + ": there is no such file; say --size to make it");
        }
        if (!fresh && size != 0) {
            throw new ToolException(file + ": exists already; --size is for new images");
        }
        if (size % Pmem.PAGE != 0) {
            throw new ToolException("--size is a multiple of " + Pmem.PAGE + ", unlike " + size);
        }
        try (Image image = fresh ? Image.create(file, size) : Image.open(file)) {
            if (!fresh && !force && holdsFileSystem(image)) {
                throw new ToolException(file + ": holds a file system; --force makes a new one, and loses it");
            }
            make(image);
        } catch (DaxFileSystemException e) {
            if (fresh) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
        return FINE;
    }

    private void make(Image image) {
        MkfsOptions options = MkfsOptions.defaults().withUuid(uuid);
        options = label.isEmpty() ? options : options.withLabel(label);
        options = inodes == 0 ? options : options.withInodes(inodes);
        image.provider().mkfs(image.device(), options);
        print(
                "%s: %s of %,d bytes",
                file, image.provider().name(), image.device().size());
    }

    private static boolean holdsFileSystem(Image image) {
        try {
            image.provider().dump(image.device()).close();
            return true;
        } catch (DaxFileSystemException e) {
            return false;
        }
    }
}
