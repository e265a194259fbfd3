package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;

/** Watches directories for what is done through the same java.nio file system. */
final class DaxWatchService implements WatchService {
    private static final Set<WatchEvent.Kind<?>> KINDS = Set.of(
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_DELETE,
            StandardWatchEventKinds.ENTRY_MODIFY);

    private final DaxNioFileSystem files;
    private final Map<FileKey, DaxWatchKey> keys = new HashMap<>();
    private final Deque<DaxWatchKey> signalled = new ArrayDeque<>();
    private boolean closed;

    DaxWatchService(DaxNioFileSystem files) {
        this.files = files;
    }

    /** Watches a directory; one that is watched already keeps its key, and gets these kinds instead. */
    WatchKey register(DaxPath directory, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        Set<WatchEvent.Kind<?>> kinds = kinds(events);
        for (WatchEvent.Modifier modifier : modifiers) {
            throw new UnsupportedOperationException(
                    Objects.requireNonNull(modifier).name() + ": there are no modifiers here");
        }
        requireOwn(directory);
        Stat stat = NioErrors.call(directory, () -> files.fs().stat(files.spiPath(directory)));
        if (stat.type() != FileType.DIRECTORY) {
            throw new NotDirectoryException(directory.toString());
        }
        DaxWatchKey key = new DaxWatchKey(this, directory, FileKey.of(stat), kinds);
        DaxWatchKey known;
        synchronized (this) {
            requireOpen();
            known = keys.putIfAbsent(key.directory(), key);
        }
        if (known != null) {
            known.watch(kinds);
            return known;
        }
        files.watches().add(key);
        return key;
    }

    private static Set<WatchEvent.Kind<?>> kinds(WatchEvent.Kind<?>... events) {
        if (events.length == 0) {
            throw new IllegalArgumentException("no kinds of event to watch for");
        }
        Set<WatchEvent.Kind<?>> kinds = new HashSet<>();
        for (WatchEvent.Kind<?> kind : events) {
            if (KINDS.contains(Objects.requireNonNull(kind))) {
                kinds.add(kind);
            } else if (kind != StandardWatchEventKinds.OVERFLOW) {
                throw new UnsupportedOperationException(
                        kind.name() + "; there are ENTRY_CREATE, ENTRY_DELETE and ENTRY_MODIFY");
            }
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("OVERFLOW alone; it comes without being asked for");
        }
        return Set.copyOf(kinds);
    }

    private void requireOwn(DaxPath directory) {
        if (directory.getFileSystem() != files) {
            throw new IllegalArgumentException(directory + " is a path of another file system than the service");
        }
    }

    synchronized void enqueue(DaxWatchKey key) {
        if (!closed) {
            signalled.add(key);
            notifyAll();
        }
    }

    void forget(DaxWatchKey key) {
        synchronized (this) {
            keys.remove(key.directory(), key);
        }
        files.watches().remove(key);
    }

    @Override
    public synchronized @Nullable WatchKey poll() {
        requireOpen();
        return signalled.poll();
    }

    @Override
    public synchronized @Nullable WatchKey poll(long timeout, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        WatchKey key = poll();
        long left = end - System.nanoTime();
        while (key == null && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            key = poll();
            left = end - System.nanoTime();
        }
        return key;
    }

    @Override
    public synchronized WatchKey take() throws InterruptedException {
        WatchKey key = poll();
        while (key == null) {
            wait();
            key = poll();
        }
        return key;
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedWatchServiceException();
        }
    }

    @Override
    public void close() {
        List<DaxWatchKey> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(keys.values());
            signalled.clear();
            notifyAll();
        }
        all.forEach(DaxWatchKey::cancel);
        files.closed(this);
    }
}
