package org.powercut.daxfs.core;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.powercut.daxfs.Errno;

/**
 * What a file system does, in a few lines: a tree of maps, in which every symbolic link dangles. The random test holds
 * the real one against it. Each operation returns null or the reason why it fails.
 */
final class ModelFs {
    /** A file, a directory or a symbolic link. */
    static final class Node {
        final NavigableMap<String, Node> names;
        final String target;
        byte[] content = {};
        int nlink;

        Node(NavigableMap<String, Node> names, String target) {
            this.names = names;
            this.target = target;
        }

        static Node file() {
            return new Node(null, null);
        }

        static Node directory() {
            return new Node(new TreeMap<>(), null);
        }

        boolean isDirectory() {
            return names != null;
        }

        boolean isFile() {
            return names == null && target == null;
        }
    }

    final Node root = Node.directory();

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
            if (node == null || node.target != null) {
                return Errno.ENOENT;
            }
            if (!node.isDirectory()) {
                return Errno.ENOTDIR;
            }
        }
        return null;
    }

    Errno add(String path, Node node) {
        Errno error = parentError(path);
        if (error != null) {
            return error;
        }
        if (find(path) != null) {
            return Errno.EEXIST;
        }
        parent(path).names.put(last(path), node);
        node.nlink++;
        return null;
    }

    Errno link(String existing, String path) {
        Errno error = existing(existing);
        if (error == null) {
            error = parentError(path);
        }
        if (error != null) {
            return error;
        }
        Node node = find(existing);
        return node.isDirectory() ? Errno.EPERM : add(path, node);
    }

    private Errno existing(String path) {
        Errno error = parentError(path);
        return error != null ? error : find(path) == null ? Errno.ENOENT : null;
    }

    Errno unlink(String path) {
        Errno error = existing(path);
        if (error == null && find(path).isDirectory()) {
            error = Errno.EISDIR;
        }
        if (error == null) {
            parent(path).names.remove(last(path)).nlink--;
        }
        return error;
    }

    Errno rmdir(String path) {
        Errno error = existing(path);
        if (error == null && !find(path).isDirectory()) {
            error = Errno.ENOTDIR;
        }
        if (error == null && !find(path).names.isEmpty()) {
            error = Errno.ENOTEMPTY;
        }
        if (error == null) {
            parent(path).names.remove(last(path));
        }
        return error;
    }

    Errno rename(String from, String to) {
        Errno error = parentError(from);
        if (error == null) {
            error = parentError(to);
        }
        if (error == null && find(from) == null) {
            error = Errno.ENOENT;
        }
        if (error != null) {
            return error;
        }
        Node node = find(from);
        Node replaced = find(to);
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
            replaced.nlink--;
        }
        parent(from).names.remove(last(from));
        parent(to).names.put(last(to), node);
        return null;
    }

    static void write(Node file, int offset, byte[] data) {
        if (data.length > 0) {
            if (file.content.length < offset + data.length) {
                file.content = Arrays.copyOf(file.content, offset + data.length);
            }
            System.arraycopy(data, 0, file.content, offset, data.length);
        }
    }

    static void truncate(Node file, int size) {
        file.content = Arrays.copyOf(file.content, size);
    }
}
