package org.powercut.daxfs;

/**
 * Flags of a mapping, with the semantics of mmap(2): plain MAP_SHARED ignores what it cannot do, MAP_SHARED_VALIDATE
 * refuses it with EOPNOTSUPP.
 */
public enum MapFlag {
    /** MAP_SHARED_VALIDATE: the other flags are promises, and are refused if they cannot be kept. */
    VALIDATE,
    /** MAP_SYNC. With VALIDATE, {@link MapMode#SHARED} becomes {@link MapMode#SHARED_SYNC}; without, it is ignored. */
    SYNC,
    /** MAP_DIRECT: no copy in DRAM stands between mapping and media. A hint, unless with VALIDATE. */
    DIRECT
}
