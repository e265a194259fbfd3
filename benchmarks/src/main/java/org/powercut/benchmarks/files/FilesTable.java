package org.powercut.benchmarks.files;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks of names and data with one thread and with two, and prints the medians as tables. */
public final class FilesTable {
    private FilesTable() {}

    /**
     * @param arguments options of JMH, such as {@code -p fileSystem=dax-fs,jimfs}
     * @throws RunnerException if JMH cannot run
     */
    public static void print(String... arguments) throws RunnerException, CommandLineOptionException {
        List<String> tables = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            tables.add(table("names, " + threads + " thread(s)", NamesBenchmark.class, threads, arguments));
            tables.add(table("data, " + threads + " thread(s)", DataBenchmark.class, threads, arguments, "memory"));
        }
        tables.forEach(System.out::println);
    }

    private static String table(String title, Class<?> benchmark, int threads, String[] arguments, String... more)
            throws RunnerException, CommandLineOptionException {
        CommandLineOptions line = new CommandLineOptions(arguments);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(line).include("\\." + benchmark.getSimpleName() + "\\.").threads(threads);
        if (!line.getParameter("fileSystem").hasValue()) {
            List<String> fileSystems = new ArrayList<>(List.of(more));
            fileSystems.addAll(List.of(Subjects.FILE_SYSTEMS));
            options.param("fileSystem", fileSystems.toArray(String[]::new));
        }
        return markdown(title, new Runner(options.build()).run());
    }

    private static String markdown(String title, Collection<RunResult> results) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        Map<String, Boolean> columns = new LinkedHashMap<>();
        for (RunResult result : results) {
            String row = result.getParams().getBenchmark().replaceFirst(".*\\.", "");
            String column = result.getParams().getParam("fileSystem");
            columns.put(column, true);
            rows.computeIfAbsent(row, name -> new LinkedHashMap<>())
                    .put(column, result.getPrimaryResult().getStatistics().getPercentile(50));
        }
        StringBuilder text = new StringBuilder("\n" + title + ": median ns for one operation\n\n| |");
        columns.keySet().forEach(column -> text.append(' ').append(column).append(" |"));
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach((row, cells) -> {
            text.append("| ").append(row).append(" |");
            for (String column : columns.keySet()) {
                Double cell = cells.get(column);
                text.append(' ').append(cell == null ? "" : digits(cell)).append(" |");
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static String digits(double ns) {
        return String.format(Locale.ROOT, ns < 100 ? "%.1f" : "%,.0f", ns);
    }
}
