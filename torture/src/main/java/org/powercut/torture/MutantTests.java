package org.powercut.torture;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.powercut.framework.engine.Mutant;

/**
 * The tests that could catch each mutant: on the file systems that the options choose, and if they choose none, on the one
 * that the mutant asks for.
 */
final class MutantTests {
    private final Selection selection;
    /** Each file system that a mutant asks for is looked through once. */
    private final Map<Optional<String>, Tests> found = new HashMap<>();

    private record Tests(Catalogue all, Catalogue chosen) {}

    /** @throws UsageException if the options choose no test */
    MutantTests(Selection selection) {
        this.selection = selection;
        Catalogue all = selection.all();
        found.put(Optional.empty(), new Tests(all, selection.from(all)));
    }

    /** Whatever the options say. */
    Catalogue all(Mutant mutant) {
        return tests(mutant).all.catching(mutant);
    }

    /** As the options choose. */
    Catalogue chosen(Mutant mutant) {
        return tests(mutant).chosen.catching(mutant);
    }

    private Tests tests(Mutant mutant) {
        return found.computeIfAbsent(mutant.fileSystem(), name -> {
            Catalogue all = selection.allFor(mutant);
            return new Tests(all, selection.from(all));
        });
    }
}
