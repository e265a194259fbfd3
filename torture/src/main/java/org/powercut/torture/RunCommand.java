package org.powercut.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: all crash suites, or those that are chosen, or the mutants that they must catch. */
@Command(
        name = "run",
        description = {"Runs crash suites, and leaves findings, Allure results and an HTML report behind.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit codes: 0 all promises held (or every mutant was caught), 1 findings, 2 wrong command line."
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private Selection selection = new Selection();

    @Mixin
    private GeneratedOptions generated = new GeneratedOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--mutants", description = "Plant one bug after the other, and show which guarantee catches each.")
    private boolean mutants;

    @Option(
            names = "--mutant",
            split = ",",
            paramLabel = "NAME",
            description = "Like --mutants, with these only; * matches anything.")
    private List<String> mutantNames = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec.commandLine());
        Map<String, String> parameters = generated.parameters(options.hasBudget());
        if (mutants || !mutantNames.isEmpty()) {
            return new MutantsRun(new MutantTests(selection, parameters), options, mutantNames, terminal).run();
        }
        return new SuitesRun(selection.from(selection.all(parameters)), parameters, options, terminal).run();
    }
}
