package org.powercut.framework.oracle.spec;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.powercut.daxfs.MapMode;

/**
 * A file system at one moment. Immutable.
 *
 * @param rules what the file system says of itself
 * @param operations how many operations led here
 * @param nodes number to inode; those without a name too, as long as they are open
 * @param pages number to page; those that no file has any more too, as long as a power cut may bring them back
 * @param snapshots name to inodes, as they were
 * @param held the inodes that are held open, by the path under which they were opened
 * @param mapped the inodes that are mapped, by the path under which they were, and how
 * @param syncWritable the pages that can be stored to through MAP_SYNC mappings, and so are durably in their file
 * @param changedBy by inode, which operation last changed what an fsync of it keeps: its data and attributes, or the names in it
 * @param frozen whether changes wait
 * @param committed how many operations are durable, the words of pages aside
 * @param committedBy which operation made them so, counted from 1; 0 for none
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SpecState(
        Rules rules,
        int operations,
        Map<Integer, Node> nodes,
        Map<Integer, Page> pages,
        NavigableMap<String, Map<Integer, Node>> snapshots,
        Map<String, Integer> held,
        Map<String, Mapped> mapped,
        Set<Integer> syncWritable,
        Map<Integer, Integer> changedBy,
        boolean frozen,
        int committed,
        int committedBy) {
    /** The number of the root directory. */
    public static final int ROOT = 1;

    /** A file that is mapped. */
    public record Mapped(int node, Set<MapMode> modes) {
        public Mapped {
            modes = Set.copyOf(modes);
        }
    }

    public SpecState {
        nodes = Collections.unmodifiableMap(nodes);
        pages = Collections.unmodifiableMap(pages);
        snapshots = Collections.unmodifiableNavigableMap(snapshots);
        held = Collections.unmodifiableMap(held);
        mapped = Collections.unmodifiableMap(mapped);
        syncWritable = Collections.unmodifiableSet(syncWritable);
        changedBy = Collections.unmodifiableMap(changedBy);
    }

    /** An empty file system with this root directory. */
    public static SpecState empty(Rules rules, Root root) {
        Map<Integer, Node> nodes = new HashMap<>();
        nodes.put(ROOT, Node.Directory.empty(root.attributes(), ROOT));
        return new SpecState(
                rules,
                0,
                nodes,
                new HashMap<>(),
                new TreeMap<>(NameOrder.BYTES),
                new HashMap<>(),
                new HashMap<>(),
                new HashSet<>(),
                new HashMap<>(),
                false,
                0,
                0);
    }

    /** The same state as the starting point of a workload: everything is durable, and nothing is counted yet. */
    public SpecState asStart() {
        Map<Integer, Page> old = new HashMap<>();
        pages.forEach((number, page) -> old.put(number, new Page(number, 0, number, page.versions(), 0)));
        return new SpecState(rules, 0, nodes, old, snapshots, held, mapped, syncWritable, Map.of(), frozen, 0, 0);
    }

    /** The inode of a number that there is. */
    public Node node(int number) {
        return java.util.Objects.requireNonNull(nodes.get(number), () -> "no inode " + number);
    }

    /** The page of a number that there is. */
    public Page page(int number) {
        return java.util.Objects.requireNonNull(pages.get(number), () -> "no page " + number);
    }
}
