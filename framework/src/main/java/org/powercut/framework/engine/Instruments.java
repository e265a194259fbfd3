package org.powercut.framework.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;

/**
 * The instrumented code under test of one execution, and the bug that is planted in it, if one is.
 *
 * @param mutant the bug
 */
record Instruments(Optional<Mutant> mutant) {

    /** The sites of some packages, instrumented at the latest now. */
    SiteTable sites(Set<String> packages) {
        return new SiteTable(0, List.of(Site.UNINSTRUMENTED));
    }
}
