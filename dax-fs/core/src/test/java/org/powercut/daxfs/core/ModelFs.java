package org.powercut.daxfs.core;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.XattrFlag;

/**
 * What a file system does, in a few lines: a tree of maps, in which every symbolic link dangles. The random test holds
 * the real one against it. Each operation returns null or the reason why it fails.
 */
final class ModelFs {
    /** An inode. */
    static final class Node {
        final FileType type;
        final NavigableMap<String, Node> names = new TreeMap<>();
        final NavigableMap<String, byte[]> xattrs = new TreeMap<>();
        final ModelFile file = new ModelFile();
        String target = "";
        int mode;
        int uid;
        int gid;
        int nlink;
        long device;
        /** -1 as long as nobody has set it. */
        long atime = -1;

        Set<FileFlag> flags = EnumSet.noneOf(FileFlag.class);
        boolean linkable;

        Node(FileType type, int mode) {
            this.type = type;
            this.mode = mode;
        }

        static Node link(String target) {
            Node node = new Node(FileType.SYMLINK, 0777);
            node.target = target;
            return node;
        }

        boolean isDirectory() {
            return type == FileType.DIRECTORY;
        }

        boolean isFile() {
            return type == FileType.REGULAR;
        }

        boolean isFixed() {
            return flags.contains(FileFlag.IMMUTABLE) || flags.contains(FileFlag.APPEND_ONLY);
        }

        boolean isImmutable() {
            return flags.contains(FileFlag.IMMUTABLE);
        }
    }

    final Node root = new Node(FileType.DIRECTORY, 0755);

    ModelFs() {
        root.flags.add(FileFlag.DAX);
    }

    /** The node that a path names, or null. Links are not followed. */
    Node find(String path) {
        Node node = root;
        for (String name : path.substring(1).split("/")) {
            if (!name.isEmpty()) {
                node = node == null || !node.isDirectory() ? null : node.names.get(name);
            }
        }
        return node;
    }

    private Node parent(String path) {
        return find(path.substring(0, path.lastIndexOf('/') + 1));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Why the parent of a path cannot be used, or null. */
    private Errno parentError(String path) {
        Node node = root;
        String[] names = path.substring(1).split("/");
        for (int i = 0; i < names.length - 1; i++) {
            node = node.names.get(names[i]);
            if (node == null || node.type == FileType.SYMLINK) {
                return Errno.ENOENT;
            }
            if (!node.isDirectory()) {
                return Errno.ENOTDIR;
            }
        }
        return null;
    }

    private static Errno first(Errno... errors) {
        return Arrays.stream(errors).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static Errno unless(boolean possible, Errno error) {
        return possible ? null : error;
    }

    private Errno existing(String path) {
        return first(parentError(path), unless(find(path) != null, Errno.ENOENT));
    }

    /** Why what a path names, links followed, cannot be found; null if it can. */
    Errno found(String path) {
        Errno error = existing(path);
        return error != null ? error : unless(find(path).type != FileType.SYMLINK, Errno.ENOENT);
    }

    // making

    Errno add(String path, Node node) {
        Errno error = first(parentError(path), unless(find(path) == null, Errno.EEXIST));
        if (error == null && parent(path).isImmutable()) {
            error = Errno.EPERM;
        }
        if (error == null) {
            inherit(parent(path), node);
            parent(path).names.put(last(path), node);
            node.nlink++;
        }
        return error;
    }

    static void inherit(Node directory, Node node) {
        for (FileFlag flag : new FileFlag[] {FileFlag.NODATACOW, FileFlag.DAX}) {
            if (directory.flags.contains(flag) && (node.isFile() || node.isDirectory())) {
                node.flags.add(flag);
            }
        }
    }

    Errno link(String existing, String path) {
        Errno error = first(existing(existing), parentError(path));
        if (error == null && find(existing).isDirectory()) {
            error = Errno.EPERM;
        }
        return error != null ? error : link(find(existing), path);
    }

    Errno link(Node node, String path) {
        Errno error = parentError(path);
        if (error == null && node.nlink == 0 && !node.linkable) {
            error = Errno.ENOENT;
        }
        if (error == null && find(path) != null) {
            error = Errno.EEXIST;
        }
        if (error == null && (node.isFixed() || parent(path).isImmutable())) {
            error = Errno.EPERM;
        }
        if (error == null) {
            parent(path).names.put(last(path), node);
            node.nlink++;
            node.linkable = false;
        }
        return error;
    }

    // removing

    private Errno fixed(String path) {
        return unless(!parent(path).isFixed() && !find(path).isFixed(), Errno.EPERM);
    }

    Errno unlink(String path) {
        Errno error = existing(path);
        if (error == null) {
            error = first(unless(!find(path).isDirectory(), Errno.EISDIR), fixed(path));
        }
        if (error == null) {
            parent(path).names.remove(last(path)).nlink--;
        }
        return error;
    }

    Errno rmdir(String path) {
        Errno error = existing(path);
        if (error == null) {
            error = first(
                    unless(find(path).isDirectory(), Errno.ENOTDIR),
                    unless(find(path).names.isEmpty(), Errno.ENOTEMPTY),
                    fixed(path));
        }
        if (error == null) {
            parent(path).names.remove(last(path));
        }
        return error;
    }

    // renaming

    Errno rename(String from, String to, boolean replace) {
        Errno error = first(parentError(from), parentError(to), existing(from));
        if (error != null) {
            return error;
        }
        Node node = find(from);
        Node replaced = find(to);
        if (replaced != null && !replace) {
            return Errno.EEXIST;
        }
        if (node == replaced) {
            return null;
        }
        if (node.isDirectory() && to.startsWith(from + "/")) {
            return Errno.EINVAL;
        }
        if (replaced != null) {
            if (node.isDirectory() != replaced.isDirectory()) {
                return node.isDirectory() ? Errno.ENOTDIR : Errno.EISDIR;
            }
            if (replaced.isDirectory() && !replaced.names.isEmpty()) {
                return Errno.ENOTEMPTY;
            }
        }
        if (replaced != null && fixed(to) != null
                || fixed(from) != null
                || parent(to).isImmutable()) {
            return Errno.EPERM;
        }
        if (replaced != null) {
            replaced.nlink--;
        }
        parent(from).names.remove(last(from));
        parent(to).names.put(last(to), node);
        return null;
    }

    Errno exchange(String from, String to) {
        Errno error = first(parentError(from), parentError(to), existing(from), existing(to));
        if (error != null) {
            return error;
        }
        Node node = find(from);
        Node other = find(to);
        if (node == other) {
            return null;
        }
        if (to.startsWith(from + "/") || from.startsWith(to + "/")) {
            return Errno.EINVAL;
        }
        if (fixed(from) != null || fixed(to) != null) {
            return Errno.EPERM;
        }
        Node directory = parent(from);
        Node otherDirectory = parent(to);
        directory.names.put(last(from), other);
        otherDirectory.names.put(last(to), node);
        return null;
    }

    Errno rename(String from, String to, RenameFlag flag) {
        return flag == RenameFlag.EXCHANGE ? exchange(from, to) : rename(from, to, false);
    }

    // attributes

    /** Whether attributes of what a path names can change. */
    Errno changeable(String path, boolean follow) {
        Errno error = follow ? found(path) : existing(path);
        return error != null ? error : unless(!find(path).isFixed(), Errno.EPERM);
    }

    Errno setFlags(String path, Set<FileFlag> flags) {
        Errno error = found(path);
        if (error != null) {
            return error;
        }
        Node node = find(path);
        if (!node.isFile() && !node.isDirectory()) {
            return Errno.EOPNOTSUPP;
        }
        boolean empty = node.file.content.length == 0 && node.file.pages.isEmpty();
        if (differs(node, flags, FileFlag.NODATACOW) && !empty) {
            return Errno.EINVAL;
        }
        if (differs(node, flags, FileFlag.DAX) && !node.names.isEmpty()) {
            return Errno.ENOTEMPTY;
        }
        node.flags = flags.isEmpty() ? EnumSet.noneOf(FileFlag.class) : EnumSet.copyOf(flags);
        return null;
    }

    private static boolean differs(Node node, Set<FileFlag> flags, FileFlag flag) {
        return node.flags.contains(flag) != flags.contains(flag);
    }

    Errno setXattr(String path, String name, byte[] value, XattrFlag flag) {
        Errno error = changeable(path, false);
        if (error != null) {
            return error;
        }
        Node node = find(path);
        if (name.startsWith("user.") && !node.isFile() && !node.isDirectory()) {
            return Errno.EPERM;
        }
        if (flag == XattrFlag.CREATE && node.xattrs.containsKey(name)) {
            return Errno.EEXIST;
        }
        if (flag == XattrFlag.REPLACE && !node.xattrs.containsKey(name)) {
            return Errno.ENODATA;
        }
        node.xattrs.put(name, value);
        return null;
    }

    Errno removeXattr(String path, String name) {
        Errno error = changeable(path, false);
        return error != null ? error : unless(find(path).xattrs.remove(name) != null, Errno.ENODATA);
    }
}
