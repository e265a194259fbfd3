package org.powercut.daxfs.core;

import java.util.Arrays;

/** A map from positive numbers to positive numbers, in two arrays. Nothing is ever removed. Not thread-safe. */
final class LongMap {
    private long[] keys = new long[8];
    private long[] values = new long[8];
    private int size;

    int size() {
        return size;
    }

    /** The value of a key, or 0. */
    long get(long key) {
        return values[slot(key)];
    }

    /** Sets the value of a key, and returns the one before, or 0. */
    long put(long key, long value) {
        int slot = slot(key);
        long before = values[slot];
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        if (size * 2 > keys.length) {
            grow();
        }
        return before;
    }

    /** Receives a key and its value. */
    interface Visitor {
        void entry(long key, long value);
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                visitor.entry(keys[i], values[i]);
            }
        }
    }

    /** Where the key is, or where it would be. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) Checksum.mix(key) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = Arrays.copyOf(keys, keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
