package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The extended attributes of one inode, in DRAM, by name. An inode without any has none of these. */
final class Xattrs {
    private final NavigableMap<String, Xattr> byName = new TreeMap<>(Names::compare);

    /** Receives one attribute. */
    interface Visitor {
        void xattr(String name, Xattr xattr);
    }

    @Nullable
    Xattr get(String name) {
        return byName.get(name);
    }

    /** Sets an attribute, or removes it with null; returns what it was before. */
    @Nullable
    Xattr put(String name, @Nullable Xattr xattr) {
        return xattr == null ? byName.remove(name) : byName.put(name, xattr);
    }

    List<String> names() {
        return new ArrayList<>(byName.keySet());
    }

    void forEach(Visitor visitor) {
        byName.forEach(visitor::xattr);
    }
}
