package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import org.powercut.pmem.MediaErrorException;

/**
 * What the snapshots show of one inode, read back from its log, so that the log can be written anew and still say it.
 * The caller holds the inode's lock.
 */
final class PastStates {
    /**
     * What a snapshot shows.
     *
     * @param epoch of the snapshot
     * @param state the inode as it was; it has nothing but its number in common with the one in use
     */
    record PastState(long epoch, Inode state) {}

    private final Volume volume;
    private final Inode inode;
    private final LogReader reader;

    private PastStates(Volume volume, Inode inode) {
        this.volume = volume;
        this.inode = inode;
        this.reader = new LogReader(volume.device, volume.geometry, page -> true);
    }

    /**
     * The different states that snapshots show, oldest first; where two show the same, the older one only.
     *
     * @throws MediaErrorException if the log cannot be read
     */
    static List<PastState> of(Volume volume, Inode inode) {
        return volume.retention.willKeep(inode) ? new PastStates(volume, inode).read() : List.of();
    }

    private List<PastState> read() {
        List<PastState> states = new ArrayList<>();
        long last = SnapshotList.NONE;
        for (long epoch : volume.snapshots.epochs()) {
            if (epoch >= inode.born) {
                LogReplay replay = new LogReplay(volume.geometry, volume.superblock.incompatible());
                replay.upTo(epoch);
                Inode state = read(replay);
                if (replay.lastEpoch() > last) {
                    states.add(new PastState(epoch, state));
                    last = epoch;
                }
            }
        }
        return states;
    }

    private Inode read(LogReplay replay) {
        InodeLog log = new InodeLog(volume.device, volume.allocator, inode.ino);
        Inode state = new Inode(inode.ino, log, inode.type);
        log.adoptTail(inode.log.tailWord());
        reader.read(state, replay);
        replay.finish(state);
        return state;
    }
}
