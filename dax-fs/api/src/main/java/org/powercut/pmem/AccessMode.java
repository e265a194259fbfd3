package org.powercut.pmem;

/**
 * How a load, store or read-modify-write is ordered with the accesses around it: the modes of {@link
 * java.lang.invoke.VarHandle}. On x86 a plain, opaque or release store is a store, and a volatile one a store
 * and a fence.
 */
public enum AccessMode {
    PLAIN,
    OPAQUE,
    ACQUIRE,
    RELEASE,
    VOLATILE
}
