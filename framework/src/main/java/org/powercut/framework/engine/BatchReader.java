package org.powercut.framework.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.powercut.framework.api.GeneratedWorkloads;
import org.powercut.framework.generate.WorkloadChoice;

/** Works out the batches of generated workloads that a test class asks for, as annotation and parameters choose. */
record BatchReader(Configuration configuration, Class<?> type, List<String> problems) {
    private static final int MOST_BATCHES = 1000;

    /**
     * The batches; one that is empty where workloads are not generated.
     *
     * @param asked whether methods of the test ask for generated workloads
     */
    List<Optional<Batch>> read(boolean asked) {
        Optional<GeneratedWorkloads> annotation = Annotations.find(type, GeneratedWorkloads.class);
        if (annotation.isEmpty()) {
            if (asked) {
                problem("a method asks for a GeneratedWorkload; say which with @GeneratedWorkloads on the class");
            }
            return List.of(Optional.empty());
        }
        if (!asked) {
            problem("@GeneratedWorkloads: no workload method asks for a GeneratedWorkload; extend GeneratedCrashTest,"
                    + " or give one that parameter");
        }
        int batches = annotation.get().batches();
        if (batches < 1 || batches > MOST_BATCHES) {
            problem("@GeneratedWorkloads: batches is " + batches + "; write 1 to " + MOST_BATCHES);
            return List.of();
        }
        try {
            WorkloadChoice choice = choice(annotation.get());
            int number = choice.isFuzz() ? 1 : batches;
            return IntStream.rangeClosed(1, number)
                    .mapToObj(each -> Optional.of(new Batch(choice, each, number)))
                    .toList();
        } catch (IllegalArgumentException e) {
            problem("@GeneratedWorkloads: " + e.getMessage());
            return List.of();
        }
    }

    private WorkloadChoice choice(GeneratedWorkloads annotation) {
        return configuration
                .generated()
                .orElseGet(() -> new WorkloadChoice(
                        annotation.value(), configuration.sample().orElse(annotation.sample())));
    }

    private void problem(String text) {
        if (!problems.contains(text)) {
            problems.add(text);
        }
    }
}
