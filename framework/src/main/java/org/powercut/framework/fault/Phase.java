package org.powercut.framework.fault;

/** What a crash test is doing to its device. */
public enum Phase {
    /** The durable starting point is being made. */
    PREPARE,
    /** The workload runs, and is recorded. */
    WORKLOAD,
    /** A crash image is being brought back to life. */
    RECOVERY,
    /** The recovered device is being held against what was promised. */
    CHECK
}
