package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.FsckReport.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fsck}: checks an image, and repairs it if asked to. */
@Command(
        name = "fsck",
        description = {"Checks a file system, and changes nothing unless asked to repair.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", ImageCommand.EXIT_CODES, "With --repair, 1 says that there were problems; see the last line."})
final class FsckCommand extends ImageCommand {
    @Parameters(paramLabel = "IMAGE", description = "The image file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--repair", description = "Repair what can be; what has no place any more goes to /lost+found.")
    private boolean repair;

    @Option(names = "--json", description = "One line of JSON instead of text.")
    private boolean json;

    @Override
    int run() throws IOException {
        try (Image image = Image.open(file);
                ProgressLine progress = progress("repairing")) {
            FsckReport found = repair
                    ? image.provider().repair(image.device(), progress)
                    : image.provider().fsck(image.device());
            boolean cleanNow = found.isClean()
                    || repair && image.provider().fsck(image.device()).isClean();
            show(found, cleanNow);
            return found.isClean() ? FINE : FINDINGS;
        }
    }

    private void show(FsckReport found, boolean cleanNow) {
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("image", file.toString());
            report.put("problems", found.problems());
            report.put("clean", cleanNow);
            json(report);
            return;
        }
        for (Problem problem : found.problems()) {
            print("%s at byte %d: %s", problem.where(), problem.offset(), problem.what());
        }
        int count = found.problems().size();
        String problems = count == 1 ? "1 problem" : count + " problems";
        if (found.isClean()) {
            print("%s: clean", file);
        } else if (!repair) {
            print("%s: %s", file, problems);
        } else {
            print("%s: %s, %s", file, problems, cleanNow ? "all repaired" : "not all of them could be repaired");
        }
    }
}
