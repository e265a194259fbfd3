package org.powercut.framework.engine;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.JUnitException;
import org.powercut.daxfs.DaxFileSystemProvider;

/**
 * The file systems on the class path.
 *
 * @param providers by name, ascending
 */
record FileSystems(List<DaxFileSystemProvider> providers) {
    FileSystems {
        providers = List.copyOf(providers);
    }

    /** @throws JUnitException if two have one name */
    static FileSystems onClassPath() {
        TreeMap<String, DaxFileSystemProvider> byName = new TreeMap<>();
        for (DaxFileSystemProvider provider : ServiceLoader.load(DaxFileSystemProvider.class)) {
            DaxFileSystemProvider other = byName.put(provider.name(), provider);
            if (other != null) {
                throw new JUnitException("two file systems have the name '" + provider.name() + "': "
                        + other.getClass().getName() + " and "
                        + provider.getClass().getName());
            }
        }
        return new FileSystems(List.copyOf(byName.values()));
    }

    /** The file system of a name, such as {@code dax-fs}; or {@code dax-fs:weak}, mounted with that contract. */
    Optional<DaxFileSystemProvider> named(String name) {
        return Stream.concat(providers.stream(), contracted())
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }

    /** Each file system with each of its contracts. */
    Stream<DaxFileSystemProvider> contracted() {
        return providers.stream()
                .flatMap(provider -> provider.contracts().stream()
                        .sorted()
                        .map(contract -> new ContractedFileSystem(provider, contract)));
    }

    /** Their names, for messages. */
    String names() {
        return providers.isEmpty()
                ? "none (a file system's jar on the class path registers a DaxFileSystemProvider)"
                : providers.stream().map(DaxFileSystemProvider::name).collect(Collectors.joining(", "));
    }
}
