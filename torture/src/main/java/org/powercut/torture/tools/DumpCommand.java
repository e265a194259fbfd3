package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.powercut.daxfs.MediaStruct;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dump}: shows what is on the media, struct by struct. */
@Command(
        name = "dump",
        description = {"Shows every struct on the media with its values; docs/on-media-format.md explains them.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", ImageCommand.EXIT_CODES, "1 says that a struct was damaged."})
final class DumpCommand extends ImageCommand {
    @Parameters(paramLabel = "IMAGE", description = "The image file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--struct",
            paramLabel = "PATTERN",
            description =
                    "Only structs of this name, such as 'inode[8]' or 'log[*] entry * (write)'; * stands for anything.")
    private String pattern = "*";

    @Option(names = "--json", description = "A line of JSON for each struct.")
    private boolean json;

    private boolean damaged;

    @Override
    int run() throws IOException {
        Pattern wanted = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
        try (Image image = Image.open(file);
                Stream<MediaStruct> structs = image.provider().dump(image.device())) {
            structs.filter(struct -> wanted.matcher(struct.name()).matches()).forEach(this::show);
        }
        return damaged ? FINDINGS : FINE;
    }

    private void show(MediaStruct struct) {
        damaged |= !struct.problem().isEmpty();
        if (json) {
            json(struct);
            return;
        }
        print("%s at byte %d, %d bytes", struct.name(), struct.offset(), struct.length());
        if (!struct.problem().isEmpty()) {
            print("  DAMAGED: %s", struct.problem());
        }
        for (MediaStruct.Value value : struct.fields()) {
            print("  %-22s %s", value.name(), value.value());
        }
    }
}
