package org.powercut.daxfs.core;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.MediaErrorEvent;
import org.powercut.daxfs.MediaErrorEvents;

/**
 * One stream of media errors: keeps the first one that was not taken yet and counts the rest, so that a burst costs no
 * memory (fanotify(7), FAN_FS_ERROR).
 */
final class MediaErrorStream implements MediaErrorEvents, MediaErrorFeed.Listener {
    private final MediaErrorFeed feed;
    private final Runnable deliver;
    private @Nullable FileMediaError first;
    private long count;
    private boolean closed;

    private MediaErrorStream(MediaErrorFeed feed, Runnable deliver) {
        this.feed = feed;
        this.deliver = deliver;
    }

    /**
     * A stream that begins now.
     *
     * @param deliver has the feed tell what waits
     */
    static MediaErrorStream of(MediaErrorFeed feed, Runnable deliver) {
        MediaErrorStream stream = new MediaErrorStream(feed, deliver);
        feed.add(stream);
        return stream;
    }

    @Override
    public synchronized void lost(FileMediaError error) {
        if (first == null) {
            first = error;
        }
        count++;
        notifyAll();
    }

    @Override
    public Optional<MediaErrorEvent> poll() {
        deliver.run();
        return take();
    }

    private synchronized Optional<MediaErrorEvent> take() {
        FileMediaError kept = first;
        if (kept == null) {
            return Optional.empty();
        }
        MediaErrorEvent event = new MediaErrorEvent(kept, count);
        first = null;
        count = 0;
        return Optional.of(event);
    }

    @Override
    public Optional<MediaErrorEvent> poll(Duration timeout) throws InterruptedException {
        deliver.run();
        return await(timeout);
    }

    private synchronized Optional<MediaErrorEvent> await(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (first == null && !closed) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return take();
    }

    @Override
    public synchronized void closed() {
        closed = true;
        notifyAll();
    }

    @Override
    public void close() {
        feed.remove(this);
        closed();
    }
}
