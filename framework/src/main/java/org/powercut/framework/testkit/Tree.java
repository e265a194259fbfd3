package org.powercut.framework.testkit;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.framework.oracle.FileContent;

/**
 * A file system as it should be: names, kinds, link counts, sizes, contents, and modes where they were set. Immutable;
 * each change gives a new tree. {@link #create} makes it real and {@link #difference} holds a real one against it.
 * Timestamps are no part of it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Tree {
    private static final String ROOT = "/";

    private sealed interface Node {}

    /** All names of one inode share the identity. */
    private record RegularFile(int identity, byte[] content) implements Node {}

    private record Directory() implements Node {}

    private record Symlink(String target) implements Node {}

    private final SortedMap<String, Node> nodes;
    private final Map<String, Integer> modes;
    private final Map<String, List<String>> children;
    private final Map<Integer, Integer> names;

    private Tree(SortedMap<String, Node> nodes, Map<String, Integer> modes) {
        this.nodes = Collections.unmodifiableSortedMap(nodes);
        this.modes = Map.copyOf(modes);
        this.children = childrenOf(nodes);
        this.names = new HashMap<>();
        for (Node node : nodes.values()) {
            if (node instanceof RegularFile file) {
                names.merge(file.identity(), 1, Integer::sum);
            }
        }
    }

    /** The root directory alone. */
    public static Tree empty() {
        return new Tree(new TreeMap<>(), Map.of());
    }

    // changes

    /** With a new regular file. */
    public Tree file(String path, byte[] content) {
        int identity = names.keySet().stream().max(Integer::compare).orElse(0) + 1;
        return with(path, new RegularFile(identity, content.clone()));
    }

    /** With other content under all names of a file. */
    public Tree content(String path, byte[] content) {
        RegularFile old = regularFile(path);
        RegularFile changed = new RegularFile(old.identity(), content.clone());
        SortedMap<String, Node> next = new TreeMap<>(nodes);
        next.replaceAll((name, node) -> node == old || isSame(node, old) ? changed : node);
        return new Tree(next, modes);
    }

    /** What is under a file's name. */
    public byte[] contentOf(String path) {
        return regularFile(path).content().clone();
    }

    public Tree directory(String path) {
        return with(path, new Directory());
    }

    public Tree symlink(String target, String path) {
        return with(path, new Symlink(target));
    }

    /** With a further name of a regular file. */
    public Tree link(String existing, String path) {
        return with(path, regularFile(existing));
    }

    /** Without a name. */
    public Tree without(String path) {
        SortedMap<String, Node> next = new TreeMap<>(nodes);
        node(path);
        next.remove(path);
        Map<String, Integer> nextModes = new HashMap<>(modes);
        nextModes.remove(path);
        return new Tree(next, nextModes);
    }

    /** With a name, and all below it, moved; what had the new name is gone. */
    public Tree rename(String from, String to) {
        node(from);
        SortedMap<String, Node> next = new TreeMap<>(nodes);
        next.remove(to);
        Map<String, Integer> nextModes = new HashMap<>(modes);
        nextModes.remove(to);
        for (String path : nodes.keySet()) {
            if (path.equals(from) || path.startsWith(from + "/")) {
                String moved = to + path.substring(from.length());
                next.remove(path);
                next.put(moved, node(path));
                Integer mode = nextModes.remove(path);
                if (mode != null) {
                    nextModes.put(moved, mode);
                }
            }
        }
        return new Tree(next, nextModes);
    }

    /** With permission bits that are checked too. */
    public Tree mode(String path, int mode) {
        node(path);
        Map<String, Integer> nextModes = new HashMap<>(modes);
        nextModes.put(path, mode);
        return new Tree(new TreeMap<>(nodes), nextModes);
    }

    // the real thing

    /** Makes this tree on an empty file system. */
    public void create(DaxFileSystem fs, OpenFlag... flags) {
        Map<Integer, String> made = new HashMap<>();
        OpenFlag[] all = Arrays.copyOf(flags, flags.length + 3);
        System.arraycopy(new OpenFlag[] {OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE}, 0, all, flags.length, 3);
        nodes.forEach((path, node) -> {
            switch (node) {
                case Directory directory -> fs.mkdir(path);
                case Symlink symlink -> fs.symlink(symlink.target(), path);
                case RegularFile file -> {
                    String first = made.putIfAbsent(file.identity(), path);
                    if (first != null) {
                        fs.link(first, path);
                        return;
                    }
                    try (DaxFile opened = fs.open(path, all)) {
                        opened.write(0, file.content());
                    }
                }
            }
        });
        modes.forEach(fs::chmod);
    }

    /** The first thing in which a file system is not this tree, in words; empty if it is this tree. */
    public Optional<String> difference(DaxFileSystem fs) {
        Map<Integer, Long> inodes = new HashMap<>();
        return difference(fs, ROOT, inodes);
    }

    private Optional<String> difference(DaxFileSystem fs, String directory, Map<Integer, Long> inodes) {
        List<String> expected = names(directory);
        List<DirectoryEntry> found = fs.readdir(directory);
        if (!sameNames(expected, found)) {
            return Optional.of("%s holds %s, not %s"
                    .formatted(
                            directory, found.stream().map(DirectoryEntry::name).toList(), expected));
        }
        Optional<String> difference = directoryDifference(fs.lstat(directory), directory);
        for (int i = 0; difference.isEmpty() && i < found.size(); i++) {
            String path = child(directory, expected.get(i));
            difference = nodeDifference(fs, path, found.get(i), inodes);
        }
        return difference;
    }

    /** The names in a directory that the tree has. */
    private List<String> names(String directory) {
        return Objects.requireNonNull(children.get(directory), directory);
    }

    private static boolean sameNames(List<String> expected, List<DirectoryEntry> found) {
        if (expected.size() != found.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(found.get(i).name())) {
                return false;
            }
        }
        return true;
    }

    private Optional<String> directoryDifference(Stat stat, String path) {
        int nlink = 2;
        for (String name : names(path)) {
            if (nodes.get(child(path, name)) instanceof Directory) {
                nlink++;
            }
        }
        return stat.nlink() == nlink ? Optional.empty() : differs(path, "link count", stat.nlink(), nlink);
    }

    private Optional<String> nodeDifference(
            DaxFileSystem fs, String path, DirectoryEntry entry, Map<Integer, Long> inodes) {
        Stat stat = fs.lstat(path);
        Node node = node(path);
        FileType type = type(node);
        if (stat.type() != type || entry.type() != type) {
            return differs(path, "kind", stat.type() + ", in its directory " + entry.type(), type);
        }
        if (stat.ino() != entry.ino()) {
            return differs(path, "inode number", stat.ino(), entry.ino());
        }
        Integer mode = modes.get(path);
        if (mode != null && stat.mode() != mode) {
            return differs(path, "mode", Integer.toOctalString(stat.mode()), Integer.toOctalString(mode));
        }
        return switch (node) {
            case Directory directory -> difference(fs, path, inodes);
            case Symlink symlink -> {
                String found = fs.readlink(path);
                yield found.equals(symlink.target())
                        ? Optional.empty()
                        : differs(path, "target", found, symlink.target());
            }
            case RegularFile file -> fileDifference(fs, path, file, stat, inodes);
        };
    }

    private Optional<String> fileDifference(
            DaxFileSystem fs, String path, RegularFile file, Stat stat, Map<Integer, Long> inodes) {
        Long other = inodes.putIfAbsent(file.identity(), stat.ino());
        if (other != null && other != stat.ino()) {
            return differs(path, "inode number", stat.ino(), other);
        }
        int nlink = names.getOrDefault(file.identity(), 0);
        if (stat.nlink() != nlink) {
            return differs(path, "link count", stat.nlink(), nlink);
        }
        if (stat.size() != file.content().length) {
            return differs(path, "size", stat.size(), file.content().length);
        }
        // not looked at, but for the first word that differs: it may be that of another tree, which is legal too
        int at = FileContent.of(fs, path).firstOther(file.content());
        return at < 0 ? Optional.empty() : Optional.of("%s: the word at byte %d is another one".formatted(path, at));
    }

    private static Optional<String> differs(String path, String what, Object found, Object expected) {
        return Optional.of(path + ": " + what + " is " + found + ", not " + expected);
    }

    private static FileType type(Node node) {
        return switch (node) {
            case RegularFile file -> FileType.REGULAR;
            case Directory directory -> FileType.DIRECTORY;
            case Symlink symlink -> FileType.SYMLINK;
        };
    }

    private Tree with(String path, Node node) {
        SortedMap<String, Node> next = new TreeMap<>(nodes);
        if (next.put(path, node) != null) {
            throw new IllegalArgumentException(path + " is there already");
        }
        return new Tree(next, modes);
    }

    private Node node(String path) {
        Node node = nodes.get(path);
        if (node == null) {
            throw new IllegalArgumentException("no " + path + " among " + nodes.keySet());
        }
        return node;
    }

    private RegularFile regularFile(String path) {
        if (node(path) instanceof RegularFile file) {
            return file;
        }
        throw new IllegalArgumentException(path + " is no regular file");
    }

    private static boolean isSame(Node node, RegularFile file) {
        return node instanceof RegularFile other && other.identity() == file.identity();
    }

    /** The names in each directory, in the order in which readdir gives them. All names here are ASCII. */
    private static Map<String, List<String>> childrenOf(SortedMap<String, Node> nodes) {
        Map<String, List<String>> children = nodes.keySet().stream()
                .collect(Collectors.groupingBy(
                        Tree::parent,
                        HashMap::new,
                        Collectors.mapping(path -> path.substring(path.lastIndexOf('/') + 1), Collectors.toList())));
        children.values().forEach(Collections::sort);
        children.putIfAbsent(ROOT, List.of());
        nodes.forEach((path, node) -> {
            if (node instanceof Directory) {
                children.putIfAbsent(path, List.of());
            }
        });
        return children;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? ROOT : path.substring(0, slash);
    }

    private static String child(String directory, String name) {
        return directory.equals(ROOT) ? ROOT + name : directory + "/" + name;
    }

    @Override
    public String toString() {
        return nodes.keySet().toString();
    }
}
