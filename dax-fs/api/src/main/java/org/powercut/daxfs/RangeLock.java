package org.powercut.daxfs;

/** An advisory lock of a byte range, owned by the open file that took it (fcntl(2), F_OFD_SETLK). */
public interface RangeLock extends AutoCloseable {

    /** First byte. */
    long offset();

    /** Bytes; {@link Long#MAX_VALUE} less the offset for a lock up to any end. */
    long length();

    /** Whether others may hold the range shared at the same time. */
    boolean isShared();

    /** Whether the lock is still held. */
    boolean isHeld();

    /** Gives the lock back. Idempotent. */
    @Override
    void close();
}
