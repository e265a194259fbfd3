package org.powercut.framework.oracle.spec;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.powercut.daxfs.FileType;

/** An inode. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Node {

    /** Its attributes. */
    Attributes attributes();

    /** What kind it is. */
    FileType type();

    /** The same with other attributes. */
    Node with(Attributes attributes);

    /** A regular file. */
    record File(Attributes attributes, FileData data) implements Node {
        @Override
        public FileType type() {
            return FileType.REGULAR;
        }

        @Override
        public File with(Attributes changed) {
            return new File(changed, data);
        }

        File with(FileData changed) {
            return new File(attributes, changed);
        }

        boolean isInPlace() {
            return attributes.flags().contains(org.powercut.daxfs.FileFlag.NODATACOW);
        }
    }

    /**
     * A directory.
     *
     * @param parent the number of the directory that holds it
     * @param names name to number of the inode, in the order of their bytes
     */
    record Directory(Attributes attributes, int parent, NavigableMap<String, Integer> names) implements Node {
        public Directory {
            names = Collections.unmodifiableNavigableMap(names);
        }

        static Directory empty(Attributes attributes, int parent) {
            return new Directory(attributes, parent, new TreeMap<>(NameOrder.BYTES));
        }

        @Override
        public FileType type() {
            return FileType.DIRECTORY;
        }

        @Override
        public Directory with(Attributes changed) {
            return new Directory(changed, parent, names);
        }

        Directory withName(String name, int node) {
            NavigableMap<String, Integer> changed = new TreeMap<>(names);
            changed.put(name, node);
            return new Directory(attributes, parent, changed);
        }

        Directory without(String name) {
            NavigableMap<String, Integer> changed = new TreeMap<>(names);
            changed.remove(name);
            return new Directory(attributes, parent, changed);
        }

        Directory under(int newParent) {
            return new Directory(attributes, newParent, names);
        }
    }

    /** A symbolic link. */
    record Symlink(Attributes attributes, String target) implements Node {
        @Override
        public FileType type() {
            return FileType.SYMLINK;
        }

        @Override
        public Symlink with(Attributes changed) {
            return new Symlink(changed, target);
        }
    }

    /** A FIFO, a socket or a device node. */
    record Special(Attributes attributes, FileType type) implements Node {
        @Override
        public Special with(Attributes changed) {
            return new Special(changed, type);
        }
    }
}
