package org.powercut.framework.engine;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.ReflectionSupport;
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

    /** These, and those that names of classes stand for. */
    FileSystems and(Set<String> names) {
        TreeMap<String, DaxFileSystemProvider> byName = new TreeMap<>();
        providers.forEach(provider -> byName.put(provider.name(), provider));
        names.stream()
                .flatMap(name -> ofClass(ContractedFileSystem.baseName(name)).stream())
                .forEach(provider -> byName.putIfAbsent(provider.name(), provider));
        return new FileSystems(List.copyOf(byName.values()));
    }

    /**
     * The file system of a name, such as {@code dax-fs}; or {@code dax-fs:weak}, mounted with that contract. The name of a
     * provider's class stands for its file system, which need not be registered then.
     */
    Optional<DaxFileSystemProvider> named(String name) {
        Optional<DaxFileSystemProvider> found = Stream.concat(providers.stream(), contracted())
                .filter(provider -> provider.name().equals(name))
                .findFirst();
        String base = ContractedFileSystem.baseName(name);
        return found.or(() -> ofClass(base)
                .flatMap(provider ->
                        new FileSystems(List.of(provider)).named(provider.name() + name.substring(base.length()))));
    }

    /** Only a name with a package is one of a class: names of file systems do without dots. */
    private static Optional<DaxFileSystemProvider> ofClass(String name) {
        return Optional.of(name)
                .filter(text -> text.indexOf('.') > 0)
                .flatMap(text -> ReflectionSupport.tryToLoadClass(text).toOptional())
                .filter(DaxFileSystemProvider.class::isAssignableFrom)
                .map(type -> (DaxFileSystemProvider) ReflectionSupport.newInstance(type));
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
