package org.powercut.framework.fault;

/** The families of instructions that a fault can strike. */
public enum Instruction {
    LOAD,
    /** Plain, non-temporal and direct stores alike, of any length. */
    STORE,
    FLUSH,
    /** A fence of its own, or the one that a volatile store brings with it. */
    FENCE,
    /** A locked read-modify-write. */
    LOCKED
}
