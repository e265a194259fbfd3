package org.powercut.framework.model;

import java.util.Map;
import java.util.TreeMap;

/** A medium of a few words, all zero at first. */
final class MapMedium implements Medium {
    private final Map<Long, Long> words;

    MapMedium() {
        this(new TreeMap<>());
    }

    private MapMedium(Map<Long, Long> words) {
        this.words = words;
    }

    MapMedium copy() {
        return new MapMedium(new TreeMap<>(words));
    }

    /** The words that are not zero, by address. */
    Map<Long, Long> words() {
        return words;
    }

    @Override
    public long word(long address) {
        return words.getOrDefault(address, 0L);
    }

    @Override
    public void set(long address, long value) {
        if (value == 0) {
            words.remove(address);
        } else {
            words.put(address, value);
        }
    }

    @Override
    public void media(Kind kind, long address, long length) {
        if (kind == Kind.POISON_CLEARED) {
            words.keySet().removeIf(at -> at >= address && at < address + length);
        }
    }
}
