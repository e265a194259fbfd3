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

/** {@code run}: all crash suites, or those that are chosen, or the planted bugs that they must catch. */
@Command(
        name = "run",
        description = {"Runs crash suites, and leaves findings, Allure results and an HTML report behind.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 all promises held (or every planted bug was caught), 1 findings, 2 wrong command line."
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

    @Option(
            names = "--corpus",
            description = "Plant one published bug after the other, and show the shortest workload that finds each.")
    private boolean corpus;

    @Option(
            names = "--bug",
            split = ",",
            paramLabel = "ID",
            description = "Like --corpus, with these only, such as NOVA4; * matches anything.")
    private List<String> bugs = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec.commandLine());
        boolean wantsMutants = mutants || !mutantNames.isEmpty();
        boolean wantsCorpus = corpus || !bugs.isEmpty();
        if (wantsMutants && wantsCorpus) {
            throw new UsageException("mutants and published bugs are two runs; leave out either --mutants or --corpus");
        }
        Map<String, String> parameters = generated.parameters(options.hasBudget());
        if (wantsCorpus) {
            return new CorpusRun(selection, options, bugs, terminal).run();
        }
        if (wantsMutants) {
            return new MutantsRun(new MutantTests(selection, parameters), options, mutantNames, terminal).run();
        }
        return new SuitesRun(selection.from(selection.all(parameters)), parameters, options, terminal).run();
    }
}
