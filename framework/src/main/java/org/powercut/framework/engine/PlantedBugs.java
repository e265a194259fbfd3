package org.powercut.framework.engine;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apiguardian.api.API;

/** Everything on the class path that can be planted in code under test, looked up anew each time. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PlantedBugs {
    private PlantedBugs() {}

    /** The mutants that suites must catch, then the published bugs. */
    public static Stream<Mutant> all() {
        return Stream.concat(
                mutants(),
                published().map(PublishedBug::planted).flatMap(Optional::stream).map(PublishedBug.Planted::mutant));
    }

    /** The mutants that the suites of their guarantees must catch. */
    public static Stream<Mutant> mutants() {
        return load(MutantSource.class).flatMap(source -> source.mutants().stream());
    }

    /** The published bugs, those that cannot be planted included. */
    public static Stream<PublishedBug> published() {
        return load(PublishedBugSource.class).flatMap(source -> source.bugs().stream());
    }

    private static <S> Stream<S> load(Class<S> service) {
        return StreamSupport.stream(ServiceLoader.load(service).spliterator(), false);
    }
}
