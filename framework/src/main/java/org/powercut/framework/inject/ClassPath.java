package org.powercut.framework.inject;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The directories and jars that classes come from, and the class files in them: what {@code java.class.path} names,
 * what those jars' manifests name in turn (Surefire's class path is one such jar), and what URL class loaders add.
 */
final class ClassPath {
    private static final String CLASS = ".class";

    private final Set<Path> roots = new LinkedHashSet<>();

    private ClassPath() {}

    /**
     * The class path of this JVM.
     *
     * @param loader its URLs and its parents' count too
     */
    static ClassPath of(@Nullable ClassLoader loader) {
        ClassPath path = new ClassPath();
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                path.add(Path.of(entry).toAbsolutePath().normalize());
            }
        }
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    path.add(url.toString());
                }
            }
        }
        return path;
    }

    /**
     * Every class file of some packages and the packages below them, by binary name; {@code ""} is the unnamed package
     * alone. Where the class path holds a class twice, the first counts.
     *
     * @throws UncheckedIOException if a directory or jar cannot be read
     */
    SortedMap<String, byte[]> classFiles(Set<String> packages) {
        SortedMap<String, byte[]> classFiles = new TreeMap<>();
        List<String> folders = packages.stream()
                .map(name -> name.isEmpty() ? "" : name.replace('.', '/') + '/')
                .toList();
        for (Path root : roots) {
            try {
                if (Files.isDirectory(root)) {
                    readDirectory(root, folders, classFiles);
                } else {
                    readJar(root, folders, classFiles);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the classes in " + root, e);
            }
        }
        return classFiles;
    }

    private static void readDirectory(Path root, List<String> folders, SortedMap<String, byte[]> found)
            throws IOException {
        for (String folder : folders) {
            Path start = root.resolve(folder);
            if (!Files.isDirectory(start)) {
                continue;
            }
            List<Path> files;
            try (Stream<Path> walk = Files.walk(start, folder.isEmpty() ? 1 : Integer.MAX_VALUE)) {
                files = walk.filter(file -> file.toString().endsWith(CLASS)).toList();
            }
            for (Path file : files) {
                String name = root.relativize(file).toString().replace(File.separatorChar, '/');
                if (!found.containsKey(binaryName(name))) {
                    found.put(binaryName(name), Files.readAllBytes(file));
                }
            }
        }
    }

    private static void readJar(Path root, List<String> folders, SortedMap<String, byte[]> found) throws IOException {
        try (JarFile jar = new JarFile(root.toFile(), false, ZipFile.OPEN_READ, Runtime.version())) {
            List<JarEntry> entries = jar.versionedStream()
                    .filter(entry -> entry.getName().endsWith(CLASS)
                            && folders.stream().anyMatch(folder -> isIn(folder, entry.getName())))
                    .toList();
            for (JarEntry entry : entries) {
                if (!found.containsKey(binaryName(entry.getName()))) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        found.put(binaryName(entry.getName()), in.readAllBytes());
                    }
                }
            }
        }
    }

    private static boolean isIn(String folder, String file) {
        return folder.isEmpty() ? file.indexOf('/') < 0 : file.startsWith(folder);
    }

    private static String binaryName(String file) {
        return file.substring(0, file.length() - CLASS.length()).replace('/', '.');
    }

    private void add(String url) {
        if (!url.startsWith("file:")) {
            return;
        }
        try {
            add(Path.of(URI.create(url)).normalize());
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new IllegalStateException("the class path has an entry that is no path: " + url, e);
        }
    }

    private void add(Path root) {
        if (Files.exists(root) && roots.add(root) && Files.isRegularFile(root)) {
            addManifestPath(root);
        }
    }

    /** Entries are URLs relative to the jar (JAR file specification, "Class-Path attribute"). */
    private void addManifestPath(Path file) {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            String entries =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (entries == null) {
                return;
            }
            for (String entry : entries.trim().split(" +")) {
                if (!entry.isEmpty()) {
                    add(file.toUri().resolve(entry).toString());
                }
            }
        } catch (ZipException e) {
            // the JVM ignores what is no jar, and so do we
            roots.remove(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " on the class path", e);
        }
    }
}
