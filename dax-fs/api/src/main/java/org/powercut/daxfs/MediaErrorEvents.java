package org.powercut.daxfs;

import java.time.Duration;
import java.util.Optional;

/** The stream of media errors of one mounted file system. Each stream gets every error once. Thread-safe. */
public interface MediaErrorEvents extends AutoCloseable {

    /** The next event, if there is one. */
    Optional<MediaErrorEvent> poll();

    /**
     * The next event; waits for it.
     *
     * @return empty if none came in time, or the stream or the file system was closed
     */
    Optional<MediaErrorEvent> poll(Duration timeout) throws InterruptedException;

    /** Ends the stream. Idempotent. */
    @Override
    void close();
}
