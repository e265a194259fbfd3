package org.powercut.daxfs.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory with few names, which are all in DRAM: about 150 bytes each. */
final class SmallDirectory implements DirectoryIndex {
    private final Map<String, Named> names = new HashMap<>();

    @Override
    public @Nullable Named get(String name) {
        return names.get(name);
    }

    @Override
    public boolean add(String name, Named named) {
        return names.putIfAbsent(name, named) == null;
    }

    @Override
    public boolean remove(String name) {
        return names.remove(name) != null;
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public void forEach(NameVisitor visitor) {
        for (Map.Entry<String, Named> name : names.entrySet()) {
            visitor.name(name.getKey(), name.getValue());
        }
    }

    @Override
    public @Nullable String nameOf(long ino) {
        for (Map.Entry<String, Named> name : names.entrySet()) {
            if (name.getValue().ino() == ino) {
                return name.getKey();
            }
        }
        return null;
    }
}
