package org.powercut.framework.oracle.judge;

import java.util.ArrayList;
import java.util.List;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;

/**
 * A tree as a file system shows it, without content: one entry for each path, in the order of {@link Expected}. Seen once,
 * and compared with each legal state.
 */
record Observed(List<Entry> entries) {
    private static final int MAX_DEPTH = 200;

    /**
     * What a path names.
     *
     * @param path absolute
     * @param entry as its directory has it; the root has none, and stands for itself
     * @param stat its attributes
     * @param target of a symbolic link; empty for others
     * @param xattrs names of its extended attributes
     */
    record Entry(String path, DirectoryEntry entry, Stat stat, String target, List<String> xattrs) {}

    static Observed of(DaxFileSystem fs) {
        List<Entry> entries = new ArrayList<>();
        Stat root = fs.lstat("/");
        boolean hasXattrs = fs.capabilities().contains(Capability.XATTRS);
        look(fs, "/", new DirectoryEntry("", root.ino(), root.type()), hasXattrs, 0, entries);
        return new Observed(entries);
    }

    private static void look(
            DaxFileSystem fs, String path, DirectoryEntry entry, boolean hasXattrs, int depth, List<Entry> entries) {
        if (depth > MAX_DEPTH) {
            throw new IllegalStateException("directories " + MAX_DEPTH + " deep: a loop at " + path);
        }
        Stat stat = fs.lstat(path);
        String target = stat.type() == FileType.SYMLINK ? fs.readlink(path) : "";
        List<String> xattrs = hasXattrs ? fs.lxattrs(path).list() : List.of();
        entries.add(new Entry(path, entry, stat, target, xattrs));
        if (stat.type() == FileType.DIRECTORY) {
            for (DirectoryEntry child : fs.readdir(path)) {
                look(fs, Expected.child(path, child.name()), child, hasXattrs, depth + 1, entries);
            }
        }
    }
}
