package org.powercut.torture;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.powercut.framework.engine.Mutant;

/**
 * The tests that could catch each mutant: on the file systems that the options choose, and if they choose none, on the one
 * that the mutant asks for. Suites say which guarantees they check; tests of generated workloads check all.
 */
final class MutantTests {
    private final Selection selection;
    private final Map<String, String> generated;
    /** Each file system that a mutant asks for is looked through once. */
    private final Map<Optional<String>, Tests> found = new HashMap<>();

    private record Tests(Catalogue all, Catalogue chosen) {}

    /**
     * @param generated configuration parameters that choose generated workloads; none for the suites
     * @throws UsageException if the options choose no test
     */
    MutantTests(Selection selection, Map<String, String> generated) {
        this.selection = selection;
        this.generated = Map.copyOf(generated);
        Catalogue all = selection.all(generated);
        found.put(Optional.empty(), new Tests(all, selection.from(all)));
    }

    /** Whatever the options say. */
    Catalogue all(Mutant mutant) {
        return catching(tests(mutant).all, mutant);
    }

    /** As the options choose. */
    Catalogue chosen(Mutant mutant) {
        return catching(tests(mutant).chosen, mutant);
    }

    /** What the engine is to be told to run them. */
    Map<String, String> parameters() {
        return generated;
    }

    private Catalogue catching(Catalogue those, Mutant mutant) {
        return generated.isEmpty() ? those.catching(mutant) : those.on(mutant);
    }

    private Tests tests(Mutant mutant) {
        return found.computeIfAbsent(mutant.fileSystem(), name -> {
            Catalogue all = selection.allFor(mutant, generated);
            return new Tests(all, selection.from(all));
        });
    }
}
