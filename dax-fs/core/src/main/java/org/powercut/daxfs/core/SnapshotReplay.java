package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.Snapshot;
import org.powercut.pmem.Pmem;

/** Rebuilds the {@link SnapshotList} from the entries of its log, and refuses entries that no operation writes. */
final class SnapshotReplay {
    private SnapshotReplay() {}

    static void entry(SnapshotList snapshots, Inode log, byte[] bytes, int at, long offset, int number) {
        long epoch = Bytes.getLong(bytes, at + Layout.SnapshotEntry.SNAPSHOT_EPOCH);
        int state = Bytes.getInt(bytes, at + Layout.SnapshotEntry.STATE);
        if (epoch < 1 || epoch >= PageWord.MAX_EPOCH) {
            throw corrupt(
                    log,
                    number,
                    "snapshot_epoch",
                    offset + Layout.SnapshotEntry.SNAPSHOT_EPOCH,
                    epoch + ", not 1 to " + (PageWord.MAX_EPOCH - 1));
        }
        String name = name(log, bytes, at, offset, number);
        switch (state) {
            case Layout.SnapshotEntry.MADE -> {
                if (epoch <= snapshots.newestEver()) {
                    throw corrupt(
                            log,
                            number,
                            "snapshot_epoch",
                            offset + Layout.SnapshotEntry.SNAPSHOT_EPOCH,
                            epoch + ", but there was a snapshot of epoch " + snapshots.newestEver() + " before");
                }
                snapshots.add(new Snapshot(name, epoch, Bytes.getLong(bytes, at + Layout.SnapshotEntry.TIME)));
            }
            case Layout.SnapshotEntry.DELETED -> {
                if (snapshots.remove(epoch) == null) {
                    throw corrupt(
                            log,
                            number,
                            "snapshot_epoch",
                            offset + Layout.SnapshotEntry.SNAPSHOT_EPOCH,
                            "there is no snapshot of epoch " + epoch + " to delete");
                }
            }
            case Layout.SnapshotEntry.EPOCH_ONLY -> snapshots.passed(epoch);
            default ->
                throw corrupt(
                        log,
                        number,
                        "state",
                        offset + Layout.SnapshotEntry.STATE,
                        state + ", not 0 (deleted), 1 (made) or 2 (epoch only)");
        }
    }

    private static String name(Inode log, byte[] bytes, int at, long offset, int number) {
        int length = Bytes.getShort(bytes, at + Layout.SnapshotEntry.NAME_LENGTH);
        int room = bytes[at + Layout.Entry.LINES] * Pmem.LINE - Layout.SnapshotEntry.NAME;
        if (length < 1 || length > Names.MAX_LENGTH || length > room) {
            throw corrupt(
                    log,
                    number,
                    "name_length",
                    offset + Layout.SnapshotEntry.NAME_LENGTH,
                    length + ", not 1 to " + Math.min(room, Names.MAX_LENGTH));
        }
        int start = at + Layout.SnapshotEntry.NAME;
        String name = new String(bytes, start, length, StandardCharsets.UTF_8);
        boolean wellFormed =
                Arrays.equals(name.getBytes(StandardCharsets.UTF_8), 0, length, bytes, start, start + length);
        if (!wellFormed || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw corrupt(log, number, "name", offset + Layout.SnapshotEntry.NAME, "'" + name + "' is no name");
        }
        return name;
    }

    private static CorruptFileSystemException corrupt(Inode log, int number, String field, long offset, String detail) {
        return new CorruptFileSystemException(
                LogReader.entryName(log.ino, number, EntryType.SNAPSHOT), field, offset, detail);
    }
}
