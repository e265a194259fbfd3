package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.StatFs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code df}: how much room there is. */
@Command(
        name = "df",
        description = {"Shows how many bytes and inodes a file system has, and how many are free.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DfCommand extends ImageCommand {
    @Parameters(paramLabel = "IMAGE", description = "The image file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--json", description = "One line of JSON instead of text.")
    private boolean json;

    @Override
    int run() throws IOException {
        try (Image image = Image.open(file);
                DaxFileSystem fs = image.mountReadOnly()) {
            StatFs space = fs.statfs();
            long bytes = space.blocks() * space.blockSize();
            long free = space.freeBlocks() * space.blockSize();
            if (json) {
                Map<String, Object> report = new LinkedHashMap<>();
                report.put("image", file.toString());
                report.put("bytes", bytes);
                report.put("freeBytes", free);
                report.put("inodes", space.inodes());
                report.put("freeInodes", space.freeInodes());
                report.put("dirtyShutdowns", fs.dirtyShutdowns());
                report.put("suspect", fs.isSuspect());
                json(report);
            } else {
                print("%8s %,20d in all %,20d free", "bytes", bytes, free);
                print("%8s %,20d in all %,20d free", "inodes", space.inodes(), space.freeInodes());
                if (fs.dirtyShutdowns() > 0) {
                    print(
                            "the device lost power while in use, and stores with it, %d times%s",
                            fs.dirtyShutdowns(), fs.isSuspect() ? "; scrub it" : "");
                }
            }
            return FINE;
        }
    }
}
