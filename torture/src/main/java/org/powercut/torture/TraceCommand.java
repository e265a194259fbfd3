package org.powercut.torture;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trace}: traces of workloads as files, ours and those of others. */
@Command(
        name = "trace",
        description = {"Writes the trace of a test's workload to a file, and converts store logs of pmemcheck.", ""},
        subcommands = {TraceExportCommand.class, TraceImportCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TraceCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: export or import; see --help");
    }
}
