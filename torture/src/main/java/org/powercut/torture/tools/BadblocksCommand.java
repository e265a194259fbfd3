package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileMediaError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code badblocks}: which file ranges are known to be lost. */
@Command(
        name = "badblocks",
        description = {
            "Shows which ranges of which files are known to be lost to media errors. scrub finds those that nobody has"
                    + " read yet.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", ImageCommand.EXIT_CODES})
final class BadblocksCommand extends ImageCommand {
    @Parameters(paramLabel = "IMAGE", description = "The image file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--json", description = "A line of JSON for each range.")
    private boolean json;

    @Override
    int run() throws IOException {
        try (Image image = Image.open(file);
                DaxFileSystem fs = image.mountReadOnly()) {
            List<FileMediaError> errors = fs.mediaErrors();
            for (FileMediaError error : errors) {
                if (json) {
                    json(error);
                } else {
                    print("%s", error);
                }
            }
            return errors.isEmpty() ? FINE : FINDINGS;
        }
    }
}
