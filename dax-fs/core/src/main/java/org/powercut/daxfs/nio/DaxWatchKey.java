package org.powercut.daxfs.nio;

import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.Watchable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The registration of one directory with one watch service, and its events that nobody has taken yet. */
final class DaxWatchKey implements WatchKey {
    /** From this many events on that nobody takes, all there is to say is that there were too many. */
    private static final int MAX_EVENTS = 512;

    private final DaxWatchService service;
    private final DaxPath path;
    private final FileKey directory;
    private Set<WatchEvent.Kind<?>> kinds;
    private List<Event> events = new ArrayList<>();
    private boolean signalled;
    private boolean valid = true;

    DaxWatchKey(DaxWatchService service, DaxPath path, FileKey directory, Set<WatchEvent.Kind<?>> kinds) {
        this.service = service;
        this.path = path;
        this.directory = directory;
        this.kinds = kinds;
    }

    FileKey directory() {
        return directory;
    }

    synchronized void watch(Set<WatchEvent.Kind<?>> newKinds) {
        kinds = newKinds;
    }

    synchronized void signal(WatchEvent.Kind<?> kind, String name) {
        if (!valid || !kinds.contains(kind)) {
            return;
        }
        Event last = events.isEmpty() ? null : events.getLast();
        DaxPath context = path.getFileSystem().getPath(name);
        if (last != null && last.kind == StandardWatchEventKinds.OVERFLOW) {
            last.count++;
        } else if (last != null && last.kind == kind && context.equals(last.context)) {
            last.count++;
        } else if (events.size() == MAX_EVENTS) {
            events = new ArrayList<>(List.of(new Event(StandardWatchEventKinds.OVERFLOW, null)));
        } else {
            events.add(new Event(kind, context));
        }
        signal();
    }

    private void signal() {
        if (!signalled) {
            signalled = true;
            service.enqueue(this);
        }
    }

    /** The directory is gone: the key is valid no more, and whoever waits gets to know. */
    void expire() {
        cancel();
        synchronized (this) {
            signal();
        }
    }

    @Override
    public synchronized boolean isValid() {
        return valid;
    }

    @Override
    public synchronized List<WatchEvent<?>> pollEvents() {
        List<WatchEvent<?>> taken = new ArrayList<>(events);
        events = new ArrayList<>();
        return taken;
    }

    @Override
    public synchronized boolean reset() {
        if (valid && signalled) {
            if (events.isEmpty()) {
                signalled = false;
            } else {
                service.enqueue(this);
            }
        }
        return valid;
    }

    @Override
    public void cancel() {
        synchronized (this) {
            valid = false;
        }
        service.forget(this);
    }

    @Override
    public Watchable watchable() {
        return path;
    }

    /** Something that happened, and how many times in a row. The count is guarded by the key. */
    private static final class Event implements WatchEvent<Object> {
        private final WatchEvent.Kind<?> kind;
        private final @Nullable DaxPath context;
        private volatile int count = 1;

        Event(WatchEvent.Kind<?> kind, @Nullable DaxPath context) {
            this.kind = kind;
            this.context = context;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Kind<Object> kind() {
            return (Kind<Object>) kind;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        @SuppressWarnings("NullAway")
        public @Nullable Object context() {
            return context;
        }

        @Override
        public String toString() {
            return kind.name() + " " + Objects.toString(context, "") + " x" + count;
        }
    }
}
