package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;

/** The names of what is no directory. */
enum NoNames implements DirectoryIndex {
    INSTANCE;

    @Override
    public @Nullable Named get(String name) {
        return null;
    }

    @Override
    public boolean add(String name, Named named) {
        throw new IllegalStateException("'" + name + "' is added to what is no directory");
    }

    @Override
    public boolean remove(String name) {
        return false;
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public void forEach(NameVisitor visitor) {}

    @Override
    public @Nullable String nameOf(long ino) {
        return null;
    }
}
