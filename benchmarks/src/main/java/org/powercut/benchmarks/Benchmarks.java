package org.powercut.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.openjdk.jmh.Main;
import org.powercut.benchmarks.files.FilesTable;
import org.powercut.benchmarks.files.Growth;

/** Starts a benchmark by its name. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * @param arguments the name of a benchmark, and behind it its options: of JMH, such as {@code -f 1}, for store, copies
     *     and files; the budget, such as {@code PT1M}, for long, and such as {@code
     *     10s} for each test of exact; the script and what else it takes for pmreorder
     * @throws Exception if JMH cannot run, or write its results
     */
    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        String[] options = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (name) {
            case "store" -> jmh(StoreBenchmark.class, options);
            case "states" -> new StateCost().run();
            case "exact" -> new ExactAgainstExhaustive().run(options.length == 0 ? "10s" : options[0]);
            case "litmus" -> new LitmusStates().run();
            case "scaling" -> new Scaling().run();
            case "pmreorder" -> Pmreorder.run(options);
            case "copies" -> jmh(StatesBenchmark.class, options);
            case "heap" -> new HeapOfAMillionStates().run();
            case "long" -> LongRun.run(Duration.parse(options.length == 0 ? "PT1M" : options[0]));
            case "device" -> new LargeDevice().run();
            case "files" -> FilesTable.print(options);
            case "growth" -> new Growth().run();
            default -> {
                System.err.printf(
                        "there is no benchmark '%s'; there is store, states, exact, litmus, scaling, pmreorder, copies,"
                                + " heap, long, device, files and growth%n",
                        name);
                System.exit(2);
            }
        }
    }

    private static void jmh(Class<?> benchmark, String[] options) throws IOException {
        Main.main(Stream.concat(Stream.of(benchmark.getSimpleName()), Arrays.stream(options))
                .toArray(String[]::new));
    }
}
