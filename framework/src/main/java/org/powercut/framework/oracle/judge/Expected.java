package org.powercut.framework.oracle.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.powercut.framework.oracle.spec.Node;
import org.powercut.framework.oracle.spec.SpecState;

/**
 * A tree as it should be, flat: one entry for each path, directories before what is in them, names in the order of their
 * bytes. Made once for each state, and compared with many recovered trees.
 */
record Expected(List<Entry> entries) {

    /**
     * What a path names.
     *
     * @param path absolute
     * @param number tells inodes apart
     * @param node the inode
     * @param nlink its link count
     */
    record Entry(String path, int number, Node node, int nlink) {}

    Expected {
        entries = List.copyOf(entries);
    }

    static Expected of(Map<Integer, Node> nodes) {
        Map<Integer, Integer> links = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        count(nodes, SpecState.ROOT, links);
        collect(nodes, "/", SpecState.ROOT, links, entries);
        return new Expected(entries);
    }

    private static void count(Map<Integer, Node> nodes, int number, Map<Integer, Integer> links) {
        if (nodes.get(number) instanceof Node.Directory directory) {
            links.merge(number, 2, Integer::sum);
            for (int child : directory.names().values()) {
                if (nodes.get(child) instanceof Node.Directory) {
                    links.merge(number, 1, Integer::sum);
                } else {
                    links.merge(child, 1, Integer::sum);
                }
                count(nodes, child, links);
            }
        }
    }

    private static void collect(
            Map<Integer, Node> nodes, String path, int number, Map<Integer, Integer> links, List<Entry> entries) {
        Node node = java.util.Objects.requireNonNull(nodes.get(number));
        entries.add(new Entry(path, number, node, links.getOrDefault(number, 0)));
        if (node instanceof Node.Directory directory) {
            directory.names().forEach((name, child) -> collect(nodes, child(path, name), child, links, entries));
        }
    }

    static String child(String directory, String name) {
        return directory.equals("/") ? "/" + name : directory + "/" + name;
    }
}
