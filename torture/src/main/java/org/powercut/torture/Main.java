package org.powercut.torture;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.commons.JUnitException;
import org.powercut.framework.trace.BadTraceException;
import org.powercut.torture.tools.ImageTools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** The entry point of the command line: chooses the command, and turns whatever goes wrong into a message and an exit code. */
@Command(
        name = "powercut",
        description = {
            "Cuts the power of a persistent-memory file system at every point that matters, and checks what is left.",
            ""
        },
        subcommands = {
            RunCommand.class,
            MutateCommand.class,
            ListCommand.class,
            ReplayCommand.class,
            ExploreCommand.class,
            TraceCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 all promises held, 1 findings, 2 wrong command line or environment.",
            "",
            "  ./powercut run                        all crash suites; the report's path is printed at the end",
            "  ./powercut run --suite 'Rename*' --budget 30s",
            "  ./powercut run --mutants              does every planted bug get caught?",
            "  ./powercut mutate                     would the crash tests notice a missing flush? every one is tried",
            "  ./powercut replay pc1-...             one failing interleaving again, with its timeline",
            "  ./powercut explore app.log --image pool.img --check ./check.sh",
            "",
            "Tools for file system images (docs/tools.md):",
            "",
            "  ./powercut mkfs --size 64m disk.img   makes a file system",
            "  ./powercut fsck --repair disk.img     checks it, and repairs it",
            "  ./powercut cp -r dir disk.img:/       copies in; out and between images as well"
        })
public final class Main implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs a command line without ending the JVM, and gives its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Main());
        ImageTools.addTo(line);
        line.setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(110)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed);
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: run, mutate, list, replay, explore or trace, or a tool for images; see --help");
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("powercut: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See ./" + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult result) {
        PrintWriter err = line.getErr();
        if (e instanceof UsageException || e instanceof BadTraceException || e instanceof JUnitException) {
            err.println("powercut: " + rootMessage(e));
        } else {
            err.println("powercut: unexpected failure, please report it");
            e.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }

    /** JUnit wraps what an engine says of bad parameters; the innermost message is the engine's own. */
    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() instanceof JUnitException cause) {
            root = cause;
        }
        return String.valueOf(root.getMessage());
    }
}
