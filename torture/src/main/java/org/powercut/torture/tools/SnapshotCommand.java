package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code snapshot}: makes, lists and deletes the snapshots of an image. */
@Command(
        name = "snapshot",
        description = {"Makes, lists and deletes snapshots.", ""},
        subcommands = {SnapshotCommand.Create.class, SnapshotCommand.ListAll.class, SnapshotCommand.Delete.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SnapshotCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: create, list or delete");
    }

    /** {@code snapshot create}. */
    @Command(
            name = "create",
            description = {"Makes a snapshot of everything.", ""},
            mixinStandardHelpOptions = true)
    static final class Create extends ImageCommand {
        @Parameters(index = "0", paramLabel = "IMAGE", description = "The image file.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Parameters(index = "1", paramLabel = "NAME", description = "The snapshot's name.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Override
        int run() throws IOException {
            try (Image image = Image.open(file);
                    DaxFileSystem fs = image.mount()) {
                fs.createSnapshot(name);
                return FINE;
            }
        }
    }

    /** {@code snapshot list}. */
    @Command(
            name = "list",
            description = {"Lists the snapshots, oldest first.", ""},
            mixinStandardHelpOptions = true)
    static final class ListAll extends ImageCommand {
        private static final int NANOS = 1_000_000_000;

        @Parameters(paramLabel = "IMAGE", description = "The image file.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(names = "--json", description = "A line of JSON for each snapshot.")
        private boolean json;

        @Override
        int run() throws IOException {
            try (Image image = Image.open(file);
                    DaxFileSystem fs = image.mountReadOnly()) {
                for (Snapshot snapshot : fs.snapshots()) {
                    if (json) {
                        json(snapshot);
                    } else {
                        print("%s %s", Instant.ofEpochSecond(Math.floorDiv(snapshot.time(), NANOS)), snapshot.name());
                    }
                }
                return FINE;
            }
        }
    }

    /** {@code snapshot delete}. */
    @Command(
            name = "delete",
            description = {"Deletes a snapshot, and frees what nothing else holds.", ""},
            mixinStandardHelpOptions = true)
    static final class Delete extends ImageCommand {
        @Parameters(index = "0", paramLabel = "IMAGE", description = "The image file.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Parameters(index = "1", paramLabel = "NAME", description = "The snapshot's name.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Override
        int run() throws IOException {
            try (Image image = Image.open(file);
                    DaxFileSystem fs = image.mount()) {
                fs.deleteSnapshot(name);
                return FINE;
            }
        }
    }
}
