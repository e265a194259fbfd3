package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Path;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.ScrubReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scrub}: reads all of an image. */
@Command(
        name = "scrub",
        description = {
            "Reads everything that is in use, so that media errors become known, and repairs metadata from its other"
                    + " copy.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", ImageCommand.EXIT_CODES})
final class ScrubCommand extends ImageCommand {
    @Parameters(paramLabel = "IMAGE", description = "The image file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--json", description = "One line of JSON instead of text.")
    private boolean json;

    @Override
    int run() throws IOException {
        try (Image image = Image.open(file);
                DaxFileSystem fs = image.mount();
                ProgressLine progress = progress("scrubbing")) {
            ScrubReport report = fs.scrub(progress);
            if (json) {
                json(report);
            } else {
                report.errors().forEach(error -> print("lost: %s", error));
                report.checksumErrors().forEach(error -> print("wrong checksum: %s", error));
                report.repaired().forEach(struct -> print("repaired: %s", struct));
                print("%s: %,d bytes read, %s", file, report.bytes(), report.isClean() ? "clean" : "not clean");
            }
            return report.isClean() ? FINE : FINDINGS;
        }
    }
}
