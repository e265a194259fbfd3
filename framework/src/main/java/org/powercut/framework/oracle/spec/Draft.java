package org.powercut.framework.oracle.spec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.framework.oracle.spec.SpecState.Mapped;

/** The working copy of a state while one operation changes it. */
final class Draft {
    final Rules rules;
    /** The number of the operation that is at work, counted from 1. */
    final int operation;

    final Map<Integer, Node> nodes;
    final Map<Integer, Page> pages;
    final NavigableMap<String, Map<Integer, Node>> snapshots;
    final Map<String, Integer> held;
    final Map<String, Mapped> mapped;
    final Set<Integer> syncWritable;
    private final Map<Integer, Node> before;
    private final Map<Integer, Integer> changedBy;
    boolean frozen;
    private int committed;
    private int committedBy;

    Draft(SpecState state) {
        rules = state.rules();
        operation = state.operations() + 1;
        nodes = new HashMap<>(state.nodes());
        pages = new HashMap<>(state.pages());
        snapshots = new TreeMap<>(state.snapshots());
        held = new HashMap<>(state.held());
        mapped = new HashMap<>(state.mapped());
        syncWritable = new HashSet<>(state.syncWritable());
        before = state.nodes();
        changedBy = new HashMap<>(state.changedBy());
        frozen = state.frozen();
        committed = state.committed();
        committedBy = state.committedBy();
    }

    /** The state as it is now. */
    SpecState finish() {
        return new SpecState(
                rules,
                operation,
                new HashMap<>(nodes),
                new HashMap<>(pages),
                new TreeMap<>(snapshots),
                new HashMap<>(held),
                new HashMap<>(mapped),
                new HashSet<>(syncWritable),
                new HashMap<>(changedBy),
                frozen,
                committed,
                committedBy);
    }

    // inodes

    Node node(int number) {
        Node node = nodes.get(number);
        SpecError.unless(node != null, Errno.ENOENT);
        return java.util.Objects.requireNonNull(node);
    }

    Node.Directory directory(int number) {
        return (Node.Directory) node(number);
    }

    Node.File file(int number) {
        return (Node.File) node(number);
    }

    /** The page of a number that there is. */
    Page page(int number) {
        return java.util.Objects.requireNonNull(pages.get(number), () -> "no page " + number);
    }

    int add(Node node) {
        int number = nodes.keySet().stream().mapToInt(Integer::intValue).max().orElse(SpecState.ROOT) + 1;
        nodes.put(number, node);
        return number;
    }

    /** What an operation that changes an inode does to its times: the clock decides them again. */
    void touch(int number) {
        nodes.computeIfPresent(
                number, (same, node) -> node.with(node.attributes().withTimes(null)));
    }

    /** The flags that a directory hands to a file or directory that is made in it. */
    static Set<FileFlag> inherited(Node.Directory directory, FileType type) {
        Set<FileFlag> flags = new HashSet<>();
        if (type == FileType.REGULAR || type == FileType.DIRECTORY) {
            flags.addAll(directory.attributes().flags());
            flags.retainAll(Set.of(FileFlag.NODATACOW, FileFlag.DAX));
        }
        return flags;
    }

    /** Whether an fsync has something to keep; where a directory lies is no matter of its own. */
    private static boolean isChanged(Node old, @Nullable Node now) {
        return now != null
                && (old instanceof Node.Directory was && now instanceof Node.Directory is
                        ? !was.under(is.parent()).equals(is)
                        : !old.equals(now));
    }

    /** Remembers what the operation has changed, before anything is said of what is durable. */
    void noteChanges() {
        before.forEach((number, old) -> {
            if (isChanged(old, nodes.get(number))) {
                changedBy.put(number, operation);
            }
        });
    }

    // durability

    /** Which operation last changed what an fsync of an inode keeps; 0 for none. */
    int changedBy(int number) {
        return changedBy.getOrDefault(number, 0);
    }

    int committed() {
        return committed;
    }

    /** At least the first {@code operations} operations are durable: the one at work has made them so. */
    void commit(int operations) {
        if (operations > committed) {
            committed = operations;
            committedBy = operation;
        }
    }

    /** Everything is durable, mapped stores too, and all times. */
    void commitEverything() {
        commit(operation);
        pages.replaceAll((number, page) -> page.durable(0, FileData.PAGE, operation));
        nodes.replaceAll((number, node) -> timesDurable(node));
        syncWritable.clear();
    }

    static Node timesDurable(Node node) {
        Times times = node.attributes().times();
        return times == null ? node : node.with(node.attributes().withTimes(times.madeDurable()));
    }

    /** The bytes {@code [offset, end)} of a file are durable as they are. */
    void makeDurable(Node.File file, long offset, long end) {
        FilePages.forEach(offset, Math.min(end, file.data().size()), (index, from, to, at) -> {
            Page page = pages.get(file.data().pages().getOrDefault(index, FileData.UNWRITTEN));
            if (page != null) {
                pages.put(page.number(), page.durable(from, to, operation));
            }
        });
    }
}
