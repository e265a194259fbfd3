package org.powercut.daxfs.nio;

import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;

/**
 * Tells watchers what is done to the entries of their directories, by whoever works through the same java.nio file
 * system. Costs one look at an empty map while nobody watches.
 */
final class WatchHub {
    private final Map<FileKey, List<DaxWatchKey>> keys = new ConcurrentHashMap<>();

    boolean isWatching() {
        return !keys.isEmpty();
    }

    void add(DaxWatchKey key) {
        keys.compute(key.directory(), (directory, watchers) -> {
            List<DaxWatchKey> all = watchers == null ? new CopyOnWriteArrayList<>() : watchers;
            all.add(key);
            return all;
        });
    }

    void remove(DaxWatchKey key) {
        keys.computeIfPresent(key.directory(), (directory, watchers) -> {
            watchers.remove(key);
            return watchers.isEmpty() ? null : watchers;
        });
    }

    /** Something happened to the name at the end of a path. */
    void publish(DaxFileSystem fs, WatchEvent.Kind<?> kind, String path) {
        if (!isWatching()) {
            return;
        }
        try {
            FileKey directory = FileKey.of(fs.stat(NameOperations.parent(path)));
            for (DaxWatchKey key : keys.getOrDefault(directory, List.of())) {
                key.signal(kind, NameOperations.name(path));
            }
        } catch (DaxFileSystemException e) {
            // the directory is gone already, and with it whoever watched it
        }
    }

    /** The content or the attributes of a file changed. */
    void modified(DaxFileSystem fs, String path) {
        publish(fs, StandardWatchEventKinds.ENTRY_MODIFY, path);
    }

    /** A directory was removed: its keys are valid no more. */
    void cancel(FileKey directory) {
        for (DaxWatchKey key : keys.getOrDefault(directory, List.of())) {
            key.expire();
        }
    }
}
