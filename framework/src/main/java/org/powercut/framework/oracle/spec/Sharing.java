package org.powercut.framework.oracle.spec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which pages belong to more than one file, place or snapshot: a store to one copies it first. */
final class Sharing {
    private Sharing() {}

    static boolean isShared(Draft draft, int page) {
        return owners(draft, page) > 1;
    }

    /** Whether a page belongs to any file or snapshot. */
    static boolean isOwned(Draft draft, int page) {
        return owners(draft, page) > 0;
    }

    private static int owners(Draft draft, int page) {
        int owners = 0;
        for (int number : reachable(draft)) {
            owners += owners(draft.node(number), page);
        }
        for (Map<Integer, Node> snapshot : draft.snapshots.values()) {
            for (Node node : snapshot.values()) {
                owners += owners(node, page);
            }
        }
        return owners;
    }

    private static int owners(Node node, int page) {
        int owners = 0;
        if (node instanceof Node.File file) {
            for (int number : file.data().pages().values()) {
                owners += number == page ? 1 : 0;
            }
        }
        return owners;
    }

    /** The inodes that have a name, or are open. */
    static Set<Integer> reachable(Draft draft) {
        Set<Integer> reached = new HashSet<>(draft.held.values());
        draft.mapped.values().forEach(mapped -> reached.add(mapped.node()));
        Deque<Integer> next = new ArrayDeque<>(Set.of(SpecState.ROOT));
        while (!next.isEmpty()) {
            int number = next.remove();
            if (reached.add(number) && draft.node(number) instanceof Node.Directory directory) {
                next.addAll(directory.names().values());
            }
        }
        return reached;
    }
}
