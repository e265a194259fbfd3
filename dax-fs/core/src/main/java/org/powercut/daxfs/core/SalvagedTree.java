package org.powercut.daxfs.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.DirectoryIndex.Named;

/**
 * Makes one tree of salvaged inodes: drops names of what is not there and second names of directories, collects what no
 * path leads to in lost+found, sets link counts right, and sees to it that each block has one owner.
 */
final class SalvagedTree {
    private static final String LOST_AND_FOUND = "lost+found";
    private static final int LOST_AND_FOUND_MODE = 0700;
    private static final long[] NONE = {};

    private final SalvagedInodes inodes;
    private final Allocator allocator;
    private final Set<Long> reached = new HashSet<>();
    private final Map<Long, Integer> links = new HashMap<>();
    /** Blocks whose first owner says that others may have them too. */
    private final Set<Long> shared = new HashSet<>();

    SalvagedTree(Geometry geometry, SalvagedInodes inodes) {
        this.inodes = inodes;
        this.allocator = new Allocator(geometry);
    }

    void connect() {
        Inode root = inodes.get(Layout.ROOT_INO);
        if (root == null) {
            throw new IllegalStateException("the root is always salvaged");
        }
        for (Inode inode : inodes.all()) {
            dropNamesOfNothing(inode);
        }
        walk(root);
        List<Inode> lost = findLost();
        if (!lost.isEmpty()) {
            Inode home = lostAndFound(root);
            lost.forEach(inode -> adopt(home, inode));
        }
        setLinks();
        giveEachBlockOneOwner();
    }

    // names

    private void dropNamesOfNothing(Inode directory) {
        List<String> wrong = new ArrayList<>();
        directory.names.forEach((name, named) -> {
            Inode child = inodes.get(named.ino());
            if (child == null || child.type != named.type() || child.ino == Layout.ROOT_INO) {
                wrong.add(name);
            }
        });
        drop(directory, wrong);
    }

    private void drop(Inode directory, List<String> names) {
        for (String name : names) {
            directory.names.remove(name);
            inodes.change(directory);
        }
    }

    /** Reaches all below a directory; a name that leads to a directory reached before is dropped. */
    private void walk(Inode start) {
        Deque<Inode> open = new ArrayDeque<>();
        reached.add(start.ino);
        open.add(start);
        while (!open.isEmpty()) {
            Inode directory = open.remove();
            List<String> again = new ArrayList<>();
            directory.names.forEach((name, named) -> {
                boolean first = reached.add(named.ino());
                if (named.type() != FileType.DIRECTORY) {
                    count(named.ino());
                } else if (first) {
                    count(named.ino());
                    count(directory.ino);
                    Inode child = inodes.get(named.ino());
                    if (child != null) {
                        open.add(child);
                    }
                } else {
                    again.add(name);
                }
            });
            drop(directory, again);
        }
    }

    private void count(long ino) {
        links.merge(ino, 1, Integer::sum);
    }

    /** What was unlinked while it was open, or is shown by a snapshot: the next mount does what is right with it. */
    private boolean isOrphan(Inode inode) {
        return inode.nlink == 0 && inode.names.isEmpty() && !inodes.isChanged(inode);
    }

    /** The heads of what is not reached: what no lost directory names, and one directory of each loop. */
    private List<Inode> findLost() {
        Set<Long> named = new HashSet<>();
        for (Inode inode : inodes.all()) {
            if (!reached.contains(inode.ino)) {
                inode.names.forEach((name, child) -> named.add(child.ino()));
            }
        }
        List<Inode> heads = new ArrayList<>();
        for (boolean loops : new boolean[] {false, true}) {
            for (Inode inode : inodes.all()) {
                boolean isHead = loops || !named.contains(inode.ino);
                if (!reached.contains(inode.ino) && isHead && !isOrphan(inode)) {
                    heads.add(inode);
                    walk(inode);
                }
            }
        }
        return heads;
    }

    private Inode lostAndFound(Inode root) {
        String name = LOST_AND_FOUND;
        for (int i = 1; ; i++) {
            Named there = root.names.get(name);
            if (there == null) {
                break;
            }
            Inode home = there.type() == FileType.DIRECTORY ? inodes.get(there.ino()) : null;
            if (home != null) {
                inodes.change(home);
                return home;
            }
            name = LOST_AND_FOUND + "." + i;
        }
        Inode home = inodes.makeDirectory(allocatorOf(root));
        home.mode = LOST_AND_FOUND_MODE;
        reached.add(home.ino);
        give(root, name, home);
        return home;
    }

    private static Allocator allocatorOf(Inode inode) {
        return inode.log.allocator();
    }

    private void adopt(Inode home, Inode lost) {
        String name = "#" + lost.ino;
        while (home.names.get(name) != null) {
            name += "'";
        }
        give(home, name, lost);
    }

    private void give(Inode directory, String name, Inode child) {
        directory.names.add(name, new Named(child.ino, child.type));
        inodes.change(directory);
        count(child.ino);
        if (child.isDirectory()) {
            count(directory.ino);
        }
    }

    private void setLinks() {
        for (Inode inode : inodes.all()) {
            if (isOrphan(inode) && !reached.contains(inode.ino)) {
                continue;
            }
            int found = links.getOrDefault(inode.ino, 0);
            int right = inode.isDirectory() ? found + (inode.ino == Layout.ROOT_INO ? 2 : 1) : found;
            if (inode.nlink != right) {
                inode.nlink = right;
                inodes.change(inode);
            }
        }
    }

    // blocks

    /** Inodes whose logs are sound come first: what the others say may be out of date. */
    private void giveEachBlockOneOwner() {
        List<Inode> doubtful = new ArrayList<>();
        inodes.system().forEach(this::claimLog);
        inodes.all().forEach(this::claimLog);
        for (Inode inode : List.copyOf(inodes.all())) {
            if (inodes.isChanged(inode)) {
                doubtful.add(inode);
            } else {
                claimBlocks(inode);
            }
        }
        doubtful.forEach(this::claimBlocks);
    }

    private void claimLog(Inode inode) {
        for (int i = 0; i < inode.log.pageCount(); i++) {
            allocator.mark(inode.log.page(i));
        }
    }

    /** A page whose block has another owner becomes a hole. */
    private void claimBlocks(Inode inode) {
        List<Long> lost = new ArrayList<>();
        inode.pages.forEachRun(0, (page, word, count) -> {
            for (long i = 0; i < count; i++) {
                if (!claim(word, PageWord.block(word) + i)) {
                    lost.add(page + i);
                }
            }
        });
        for (long page : lost) {
            inode.pages.put(page, PageWord.HOLE);
            inodes.change(inode);
        }
        Xattrs xattrs = inode.xattrs;
        if (xattrs != null) {
            claimBlocks(inode, xattrs);
        }
    }

    private void claimBlocks(Inode inode, Xattrs xattrs) {
        for (String name : xattrs.names()) {
            Xattr xattr = xattrs.get(name);
            boolean all = true;
            for (long word : xattr == null ? NONE : xattr.words()) {
                all &= claim(word, PageWord.block(word));
            }
            if (!all) {
                xattrs.put(name, null);
                inodes.change(inode);
            }
        }
    }

    /** Whether the block may be had: nobody else has it, or all who have it say that it is shared. */
    private boolean claim(long word, long block) {
        boolean first = allocator.mark(block);
        if (first && PageWord.isShared(word)) {
            shared.add(block);
        }
        return first || PageWord.isShared(word) && shared.contains(block);
    }
}
