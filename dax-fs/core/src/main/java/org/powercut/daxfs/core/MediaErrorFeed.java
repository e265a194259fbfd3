package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.powercut.daxfs.FileMediaError;
import org.powercut.pmem.MediaRange;

/**
 * Tells each media error to whoever asked: event streams and mappings. Errors are found under locks under which no
 * owner can be looked up and no listener be called, so they wait here for the next thread that holds none. Thread-safe;
 * without listeners nothing is kept.
 */
final class MediaErrorFeed {

    /** Is told media errors of files, one by one; called without locks, and must not block. */
    interface Listener {
        void lost(FileMediaError error);

        /** The file system was unmounted: no error will come any more. */
        default void closed() {}
    }

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<MediaRange> ranges = new ArrayList<>();
    private final List<FileMediaError> errors = new ArrayList<>();
    private volatile boolean waiting;

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    /** Sectors of the data area were found to be bad. */
    synchronized void found(List<MediaRange> bad) {
        if (!listeners.isEmpty() && !bad.isEmpty()) {
            ranges.addAll(bad);
            waiting = true;
        }
    }

    /** Metadata without a good copy was lost. */
    synchronized void found(FileMediaError error) {
        if (!listeners.isEmpty()) {
            errors.add(error);
            waiting = true;
        }
    }

    /** Whether something waits to be told. Costs one field read. */
    boolean isWaiting() {
        return waiting;
    }

    /**
     * Tells what waits. The caller holds no lock.
     *
     * @param owners says which file ranges lie in device ranges; the caller's locks are its own affair
     */
    void deliver(Function<List<MediaRange>, List<FileMediaError>> owners) {
        List<MediaRange> foundRanges;
        List<FileMediaError> told;
        synchronized (this) {
            foundRanges = List.copyOf(ranges);
            told = new ArrayList<>(errors);
            ranges.clear();
            errors.clear();
            waiting = false;
        }
        if (!foundRanges.isEmpty()) {
            told.addAll(owners.apply(foundRanges));
        }
        for (FileMediaError error : told) {
            for (Listener listener : listeners) {
                listener.lost(error);
            }
        }
    }

    /** Ends every stream. */
    void close() {
        for (Listener listener : listeners) {
            listener.closed();
        }
        listeners.clear();
        forget();
    }

    private synchronized void forget() {
        ranges.clear();
        errors.clear();
        waiting = false;
    }
}
