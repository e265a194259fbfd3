package org.powercut.daxfs.core;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Snapshot;

/**
 * The snapshots that exist, and which epoch comes next. A snapshot shows what was done up to its epoch; what is done
 * afterwards belongs to later ones. Changed while the file system stands still; asked by anybody.
 */
final class SnapshotList {
    /** Before every epoch. */
    static final long NONE = -1;

    private static final long[] NO_EPOCHS = {};

    private final NavigableMap<Long, Snapshot> byEpoch = new TreeMap<>();
    /** The epochs of the snapshots that exist, ascending; for readers without a lock. */
    private volatile long[] epochs = NO_EPOCHS;

    private long newestEver = NONE;

    boolean isEmpty() {
        return epochs.length == 0;
    }

    /** The epoch of the newest snapshot that exists, or {@link #NONE}. */
    long newest() {
        long[] current = epochs;
        return current.length == 0 ? NONE : current[current.length - 1];
    }

    /** The epoch of the newest snapshot that was ever made, or {@link #NONE}. */
    long newestEver() {
        return newestEver;
    }

    /** The epoch that has begun, where the superblock says that this one has. */
    long epochOfNow(long superblockEpoch) {
        return Math.max(superblockEpoch, newestEver + 1);
    }

    /** Whether a snapshot shows what came in epoch {@code birth} and went in epoch {@code death}. */
    boolean showsAny(long birth, long death) {
        long[] current = epochs;
        int at = Arrays.binarySearch(current, birth);
        int first = at >= 0 ? at : -at - 1;
        return first < current.length && current[first] < death;
    }

    /** The epochs of the snapshots that exist, ascending. */
    long[] epochs() {
        return epochs.clone();
    }

    /** Oldest first. */
    synchronized List<Snapshot> all() {
        return List.copyOf(byEpoch.values());
    }

    synchronized @Nullable Snapshot find(String name) {
        for (Snapshot snapshot : byEpoch.values()) {
            if (snapshot.name().equals(name)) {
                return snapshot;
            }
        }
        return null;
    }

    synchronized void add(Snapshot snapshot) {
        byEpoch.put(snapshot.epoch(), snapshot);
        passed(snapshot.epoch());
        publish();
    }

    /** Removes the snapshot of an epoch; null if there is none. */
    synchronized @Nullable Snapshot remove(long epoch) {
        Snapshot removed = byEpoch.remove(epoch);
        publish();
        return removed;
    }

    /** There was a snapshot of this epoch once. */
    synchronized void passed(long epoch) {
        newestEver = Math.max(newestEver, epoch);
    }

    private void publish() {
        epochs = byEpoch.keySet().stream().mapToLong(Long::longValue).toArray();
    }
}
