package org.powercut.torture;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.generate.WorkloadChoice;
import picocli.CommandLine.Option;

/** The options that choose generated workloads. */
final class GeneratedOptions {
    @Option(
            names = "--generated",
            paramLabel = "WHICH",
            description =
                    "Generated workloads instead of suites: seq-1 or seq-2 (every sequence of one or two operations),"
                            + " seq-3 (a sample of those of three), or fuzz.")
    private @Nullable String which;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "So many of the generated sequences only, chosen by the seed.")
    private @Nullable Long sample;

    @Option(
            names = "--corpus-dir",
            paramLabel = "DIR",
            description =
                    "Where generated workloads that fail are kept; fuzz begins with those that are there, and adds what"
                            + " does something new.")
    private @Nullable Path corpus;

    /**
     * What the engine is to be told, as configuration parameters; nothing if no workloads are to be generated.
     *
     * @param hasBudget whether the run ends by itself
     * @throws UsageException if options do not fit together, or name what there is not
     */
    Map<String, String> parameters(boolean hasBudget) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (which == null) {
            if (sample != null || corpus != null) {
                throw new UsageException((sample != null ? "--sample" : "--corpus-dir")
                        + " goes with --generated, such as --generated seq-3 --sample 1000");
            }
            return parameters;
        }
        WorkloadChoice choice = choice(which);
        if (choice.isFuzz() && !hasBudget) {
            throw new UsageException("--generated fuzz goes on until --budget ends it; give one, such as --budget 5m");
        }
        parameters.put("powercut.generated", choice.name());
        if (sample != null) {
            parameters.put("powercut.generated-sample", sample.toString());
        }
        if (corpus != null) {
            parameters.put(
                    "powercut.corpus", corpus.toAbsolutePath().normalize().toString());
        }
        return parameters;
    }

    private WorkloadChoice choice(String name) {
        if (sample != null && (sample < 1 || sample > Integer.MAX_VALUE)) {
            throw new UsageException("--sample is 1 to " + Integer.MAX_VALUE + ", not " + sample);
        }
        try {
            return new WorkloadChoice(name, sample == null ? 0 : sample);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--generated: " + e.getMessage());
        }
    }
}
