package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.Snapshot;

/**
 * Makes, deletes and opens snapshots. A snapshot is the end of an epoch: everything is made durable and every mapping
 * write-protected while nothing changes, one entry in the log of snapshots says that there is one, and the next epoch
 * begins. What a snapshot shows is never looked for or copied; it is what the logs said up to its epoch.
 */
final class SnapshotOperations {
    private final DaxFs fs;
    private final Volume volume;
    /** The snapshots that are open, by their file systems; guarded by this object's monitor. */
    private final List<View> views = new ArrayList<>();

    private record View(Snapshot snapshot, DaxFs fs) {}

    SnapshotOperations(DaxFs fs) {
        this.fs = fs;
        this.volume = fs.volume;
    }

    Snapshot create(String name) {
        requireName(name);
        volume.requireWritable();
        try {
            volume.gate.close();
            try {
                volume.requireWritable();
                return createStandingStill(name);
            } finally {
                volume.gate.open();
            }
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    private Snapshot createStandingStill(String name) {
        if (volume.snapshots.find(name) != null) {
            throw new DaxFileSystemException(Errno.EEXIST, "there is a snapshot '" + name + "' already");
        }
        if (volume.epoch >= PageWord.MAX_EPOCH - 1) {
            throw new NoSpaceException("the file system has had " + volume.epoch + " snapshots, and can have no more");
        }
        volume.requireNoSegments();
        volume.requireNoStoringPins();
        volume.features.require(Layout.Superblock.FEATURE_SNAPSHOTS);
        fs.sync.syncStandingStill();
        Snapshot snapshot = new Snapshot(name, volume.epoch, volume.now());
        volume.snapshotLog.make(snapshot);
        beginEpochAfter(snapshot);
        volume.snapshotLog.rewriteIfLong(volume.snapshots);
        return snapshot;
    }

    /** From here on, what is done is not in the snapshot, and what it shows is kept. */
    private void beginEpochAfter(Snapshot snapshot) {
        volume.snapshots.add(snapshot);
        volume.epoch = snapshot.epoch() + 1;
    }

    List<Snapshot> list() {
        volume.requireMounted();
        return volume.snapshots.all();
    }

    void delete(String name) {
        volume.requireWritable();
        volume.gate.close();
        try {
            volume.requireWritable();
            Snapshot snapshot = require(name);
            if (isOpen(snapshot)) {
                throw new DaxFileSystemException(Errno.EBUSY, "the snapshot '" + name + "' is open; unmount it first");
            }
            volume.snapshotLog.delete(snapshot);
            volume.snapshots.remove(snapshot.epoch());
            fs.lockingNames(volume.retention::releaseUnseen);
            volume.snapshotLog.rewriteIfLong(volume.snapshots);
        } finally {
            volume.gate.open();
        }
    }

    private Snapshot require(String name) {
        Snapshot snapshot = volume.snapshots.find(name);
        if (snapshot == null) {
            throw new DaxFileSystemException(Errno.ENOENT, "there is no snapshot '" + name + "'");
        }
        return snapshot;
    }

    DaxFs open(String name) {
        volume.requireMounted();
        volume.gate.standStill();
        try {
            volume.requireMounted();
            Snapshot snapshot = require(name);
            DaxFs view = SnapshotView.open(volume, snapshot);
            synchronized (this) {
                views.removeIf(each -> each.fs.volume.isUnmounted());
                views.add(new View(snapshot, view));
            }
            return view;
        } finally {
            volume.gate.moveOn();
        }
    }

    private synchronized boolean isOpen(Snapshot snapshot) {
        return views.stream()
                .anyMatch(each -> each.snapshot.epoch() == snapshot.epoch() && !each.fs.volume.isUnmounted());
    }

    /** The file system is being unmounted, and its snapshots with it. */
    void unmountAll() {
        List<View> open;
        synchronized (this) {
            open = List.copyOf(views);
            views.clear();
        }
        open.forEach(each -> each.fs.unmount());
    }

    /** What the snapshots have lost: paths begin with {@code snapshot:} and the snapshot's name. */
    List<FileMediaError> mediaErrors() {
        if (volume.badblocks.isEmpty() || volume.snapshots.isEmpty()) {
            return List.of();
        }
        List<FileMediaError> errors = new ArrayList<>();
        for (Snapshot snapshot : volume.snapshots.all()) {
            addMediaErrors(snapshot, errors);
        }
        return errors;
    }

    private void addMediaErrors(Snapshot snapshot, List<FileMediaError> errors) {
        try (DaxFs view = open(snapshot.name())) {
            for (FileMediaError error : view.mediaErrors()) {
                String path = "snapshot:" + snapshot.name() + ":" + error.path();
                errors.add(new FileMediaError(error.ino(), path, error.offset(), error.length()));
            }
        } catch (DaxFileSystemException e) {
            if (e.errno() != Errno.ENOENT) { // deleted meanwhile
                throw e;
            }
        }
    }

    private static void requireName(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > Names.MAX_LENGTH) {
            throw new DaxFileSystemException(
                    Errno.ENAMETOOLONG, "a snapshot's name of " + length + " bytes; at most 255 are possible");
        }
        boolean encodable = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(name);
        if (length == 0 || !encodable || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "'" + name + "' is no name of a snapshot; 1 to 255 bytes of UTF-8 without / and NUL");
        }
    }
}
