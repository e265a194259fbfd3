package org.powercut.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.openjdk.jmh.Main;
import org.powercut.benchmarks.files.FilesTable;
import org.powercut.benchmarks.files.Growth;

/** Starts a benchmark by its name. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * @param arguments {@code store}, {@code states}, {@code heap}, {@code files} or {@code growth}; behind store, states
     *     and files come options of JMH, such as {@code -f 1}
     * @throws Exception if JMH cannot run, or write its results
     */
    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        switch (name) {
            case "store" -> jmh(StoreBenchmark.class, arguments);
            case "states" -> jmh(StatesBenchmark.class, arguments);
            case "heap" -> new HeapOfAMillionStates().run();
            case "files" -> FilesTable.print(Arrays.copyOfRange(arguments, 1, arguments.length));
            case "growth" -> new Growth().run();
            default -> {
                System.err.printf("there is no benchmark '%s'; there is store, states, heap, files and growth%n", name);
                System.exit(2);
            }
        }
    }

    private static void jmh(Class<?> benchmark, String[] arguments) throws IOException {
        Main.main(Stream.concat(
                        Stream.of(benchmark.getSimpleName()),
                        Arrays.stream(arguments).skip(1))
                .toArray(String[]::new));
    }
}
