package org.powercut.framework.explore;

/** The kinds of failure, by which findings are sorted. */
public enum FailureClass {
    TORN_WRITE("torn write"),
    LOST_ACKNOWLEDGED_DATA("lost acknowledged data"),
    UNMOUNTABLE("unmountable"),
    STALE_DATA("stale data"),
    METADATA_INCONSISTENCY("metadata inconsistency"),
    MEDIA_ERROR_MISREPORTED("media error misreported"),
    /** A broken promise of another kind. */
    BROKEN_PROMISE("broken promise"),
    /** Recovery or a check did not end, overflowed the stack or exhausted memory. */
    RUNAWAY("recovery or check does not end"),
    FRAMEWORK_ERROR("framework error");

    private final String title;

    FailureClass(String title) {
        this.title = title;
    }

    /** The name as reports print it. */
    public String title() {
        return title;
    }
}
