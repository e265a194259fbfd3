package org.powercut.framework.model;

/** What a just-in-time compiler may do to the order of plain stores. */
public enum CompilerOrder {
    /** Stores reach the cache in program order. */
    PROGRAM,
    /**
     * The Java memory model's freedom: plain stores between two ordering points reach the cache in any order, even
     * within a line. Opaque, release and volatile accesses keep theirs. Finds code that is right only by luck.
     */
    JAVA
}
