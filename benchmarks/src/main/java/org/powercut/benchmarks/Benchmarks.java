package org.powercut.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.openjdk.jmh.Main;

/** Starts a benchmark by its name. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * @param arguments {@code store}, {@code states} or {@code heap}; behind the first two come options of JMH, such as
     *     {@code -f 1}
     * @throws IOException if JMH cannot write its results
     */
    public static void main(String[] arguments) throws IOException {
        String name = arguments.length == 0 ? "" : arguments[0];
        switch (name) {
            case "store" -> jmh(StoreBenchmark.class, arguments);
            case "states" -> jmh(StatesBenchmark.class, arguments);
            case "heap" -> new HeapOfAMillionStates().run();
            default -> {
                System.err.printf("there is no benchmark '%s'; there is store, states and heap%n", name);
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
