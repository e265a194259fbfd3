package org.powercut.torture.tools;

import picocli.CommandLine;

/** The tools for images, as subcommands of a command line. */
public final class ImageTools {
    private ImageTools() {}

    public static void addTo(CommandLine line) {
        line.addSubcommand(new MkfsCommand())
                .addSubcommand(new FsckCommand())
                .addSubcommand(new DumpCommand())
                .addSubcommand(new DfCommand())
                .addSubcommand(new LsCommand())
                .addSubcommand(new CpCommand())
                .addSubcommand(new BadblocksCommand())
                .addSubcommand(new ScrubCommand())
                .addSubcommand(new SnapshotCommand());
    }
}
