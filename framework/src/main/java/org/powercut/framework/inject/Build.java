package org.powercut.framework.inject;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;

/**
 * The classes of some packages as they are on the class path, and the sites in them: classes by name, sites in the order
 * of the class file, numbers from 1. The same packages of the same build give the same numbers in every JVM.
 */
final class Build {
    private final Set<String> packages;
    private final SortedMap<String, byte[]> classFiles;
    private final List<Primitive> primitives;
    private final Map<String, ClassSites> sites = new HashMap<>();
    private final SiteTable table;

    private Build(Set<String> packages, SortedMap<String, byte[]> classFiles, List<Primitive> primitives) {
        this.packages = packages;
        this.classFiles = classFiles;
        this.primitives = primitives;
        List<Site> all = new ArrayList<>();
        all.add(Site.UNINSTRUMENTED);
        classFiles.forEach((name, file) -> {
            SiteVisitor visitor = new SiteVisitor(primitives, all.size(), name);
            OpenedClassReader.of(file).accept(visitor, ClassReader.SKIP_FRAMES);
            if (!visitor.sites().isEmpty()) {
                sites.put(name, visitor.sites());
                all.addAll(visitor.sites().all());
            }
        });
        table = new SiteTable(fingerprint(packages), all);
    }

    /** Nothing is under test. */
    static Build nothing() {
        return new Build(Set.of(), Collections.emptySortedMap(), List.of());
    }

    /**
     * Scans the class path.
     *
     * @throws IllegalArgumentException if no class is in one of the packages
     */
    static Build scan(Set<String> packages, ClassLoader loader) {
        SortedMap<String, byte[]> classFiles = ClassPath.of(loader).classFiles(packages);
        for (String name : packages) {
            if (classFiles.keySet().stream().noneMatch(className -> isIn(name, className))) {
                throw new IllegalArgumentException(
                        "no class on the class path is in the package under test '" + name + "'");
            }
        }
        // the hooks themselves call the real thing
        classFiles.remove(Probe.class.getName());
        return new Build(new TreeSet<>(packages), classFiles, List.of(new PmemPrimitive(new TypeHierarchy(loader))));
    }

    Set<String> packages() {
        return packages;
    }

    List<Primitive> primitives() {
        return primitives;
    }

    /** The sites of a class, none if it has none. */
    ClassSites sites(String className) {
        return sites.getOrDefault(className, ClassSites.NONE);
    }

    /** The class file, or null if the class is not under test. */
    byte @Nullable [] classFile(String className) {
        return classFiles.get(className);
    }

    /** Every call. */
    List<CallSite> calls() {
        List<CallSite> calls = new ArrayList<>();
        classFiles.forEach((name, file) -> {
            CallFinder finder = new CallFinder(name);
            OpenedClassReader.of(file).accept(finder, ClassReader.SKIP_FRAMES);
            calls.addAll(finder.calls());
        });
        return calls;
    }

    /** All sites. */
    SiteTable table() {
        return table;
    }

    /** All sites, but the fingerprint is of these packages' classes alone. */
    SiteTable table(Set<String> of) {
        return new SiteTable(fingerprint(of), table.sites());
    }

    private long fingerprint(Set<String> of) {
        MessageDigest digest = sha256();
        classFiles.forEach((name, file) -> {
            if (of.stream().anyMatch(each -> isIn(each, name))) {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(file);
            }
        });
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static boolean isIn(String packageName, String className) {
        return packageName.isEmpty() ? className.indexOf('.') < 0 : className.startsWith(packageName + '.');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
