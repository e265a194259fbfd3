package org.powercut.framework.inject;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.powercut.framework.model.Site;

/**
 * The sites of one class, by the method (name and descriptor) that they are in: a JVM that is asked for the class file of a
 * loaded class gives its methods in an order of its own, but the code of each as it was.
 */
record ClassSites(Map<String, List<Site>> byMethod) {
    static final ClassSites NONE = new ClassSites(Map.of());

    ClassSites {
        byMethod = Collections.unmodifiableMap(new LinkedHashMap<>(byMethod));
    }

    boolean isEmpty() {
        return byMethod.isEmpty();
    }

    /** The sites of a method, in the order of its code. */
    List<Site> of(String method) {
        return byMethod.getOrDefault(method, List.of());
    }

    /** All sites, by number. */
    List<Site> all() {
        return byMethod.values().stream()
                .flatMap(Collection::stream)
                .sorted(Comparator.comparingInt(Site::number))
                .toList();
    }
}
