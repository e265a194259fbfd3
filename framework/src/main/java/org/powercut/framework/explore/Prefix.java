package org.powercut.framework.explore;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** The first elements of a list that is only ever appended to: immutable, and no copy, however long it is. */
final class Prefix extends AbstractList<String> implements RandomAccess {
    private final List<String> all;
    private final int size;

    Prefix(List<String> all, int size) {
        this.all = all;
        this.size = size;
    }

    @Override
    public String get(int index) {
        return all.get(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
        return size;
    }
}
