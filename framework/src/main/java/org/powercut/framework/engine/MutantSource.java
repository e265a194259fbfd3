package org.powercut.framework.engine;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Gives mutants of the code under test; found by {@link java.util.ServiceLoader}. The configuration parameter {@code
 * powercut.mutant} names the one that a run is to have.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface MutantSource {

    /** The mutants, always the same and in the same order, each with a name of its own. */
    List<Mutant> mutants();
}
