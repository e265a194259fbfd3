package org.powercut.daxfs.core;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.pmem.PmemDevice;

/**
 * The contract WEAK: operations join the running {@link Group}, and whoever asks for durability commits it, in the order
 * of the groups. A commit needs no lock of an inode, since all it must know is in the group: operations go on, in the
 * next group. Of several threads that ask at once, one commits for all.
 */
final class GroupCommits implements Commits {
    private final PmemDevice media;
    private final StagedDevice staged;
    private final GroupAllocator allocator;
    private final ReentrantLock committing = new ReentrantLock();
    /** Guards the running group. Held for a few instructions; only the allocator's lock is taken below it. */
    private final Object joining = new Object();

    private @Nullable Volume volume;
    private Group group = new Group(1);
    /** 0 while the mount puts the volume together. */
    private volatile long running;

    private volatile long durable;
    private volatile boolean broken;
    /** Freed blocks that wait for a group to become durable. */
    private volatile long waitingFrees;

    GroupCommits(PmemDevice media, Geometry geometry) {
        this.media = media;
        this.staged = new StagedDevice(media, this);
        this.allocator = new GroupAllocator(geometry, this);
    }

    @Override
    public Contract contract() {
        return Contract.WEAK;
    }

    @Override
    public PmemDevice device() {
        return staged;
    }

    @Override
    public Allocator allocator() {
        return allocator;
    }

    @Override
    public void attach(Volume mounted) {
        volume = mounted;
        running = group.number;
    }

    private Volume volume() {
        return Objects.requireNonNull(volume, "not mounted yet");
    }

    // joining

    @Override
    public void commit(Transaction transaction) {
        while (!tryJoin(transaction)) {
            sync();
        }
    }

    private boolean tryJoin(Transaction transaction) {
        synchronized (joining) {
            requireNotBroken();
            boolean fits = group.hasRoom(transaction);
            if (fits) {
                group.join(transaction);
            }
            return fits;
        }
    }

    @Override
    public void free(Inode inode) {
        while (!tryFree(inode)) {
            sync();
        }
    }

    private boolean tryFree(Inode inode) {
        synchronized (joining) {
            requireNotBroken();
            boolean fits = group.hasRoom(inode);
            if (fits) {
                group.free(inode);
            }
            return fits;
        }
    }

    /** Bytes were stored, and must be written back by the commit. */
    void note(long offset, long length) {
        if (length > 0) {
            synchronized (joining) {
                group.note(offset, length);
            }
        }
    }

    /** Blocks were free until now. */
    void born(Runs runs) {
        synchronized (joining) {
            for (int i = 0; i < runs.size(); i++) {
                group.pages.born(runs.start(i), runs.count(i));
            }
        }
    }

    void born(long block) {
        synchronized (joining) {
            group.pages.born(block, 1);
        }
    }

    /** A block is not needed any more. Returns whether it can be used again at once. */
    boolean free(long block) {
        synchronized (joining) {
            if (group.pages.forget(block)) {
                return true;
            }
            group.frees.append(block);
            waitingFrees++;
            return false;
        }
    }

    long waitingFrees() {
        return waitingFrees;
    }

    @Override
    public long running() {
        return running;
    }

    @Override
    public long durable() {
        return durable;
    }

    // committing

    @Override
    public void sync() {
        long wanted = running;
        committing.lock();
        try {
            if (durable < wanted && !broken) {
                commitRunning();
            }
        } finally {
            committing.unlock();
        }
    }

    @Override
    public void syncLog(Inode inode) {
        if (inode.group > durable) {
            sync();
        }
    }

    @Override
    public void relaid(Inode inode) {
        inode.relaid = running;
    }

    @Override
    public void beforeStoreInPlace(Inode inode) {
        if (inode.relaid > durable) {
            sync();
        }
    }

    private void commitRunning() {
        Group ended = endGroup();
        if (ended == null) {
            return;
        }
        try {
            write(ended);
        } catch (RuntimeException e) {
            throw failed(ended, e);
        }
        durable = ended.number;
        allocator.freeNow(ended.frees);
        synchronized (joining) {
            waitingFrees -= ended.frees.total();
        }
    }

    /** Takes the running group, if there is anything in it, and begins the next one. */
    private @Nullable Group endGroup() {
        synchronized (joining) {
            if (group.isEmpty()) {
                return null;
            }
            Group ended = group;
            group = new Group(ended.number + 1);
            running = group.number;
            return ended;
        }
    }

    private WriteErrorException failed(Group ended, RuntimeException cause) {
        Set<Inode> inodes = new HashSet<>(volume().dirty);
        inodes.addAll(ended.inodes());
        if (ended.targets() == 0) {
            return volume().dataLost(inodes, cause);
        }
        synchronized (joining) {
            broken = true;
            inodes.addAll(group.inodes());
        }
        return volume().commitFailed(inodes, cause);
    }

    /** Nothing can be committed after a commit that failed. */
    private void requireNotBroken() {
        if (broken) {
            throw new DaxFileSystemException(Errno.EROFS, "a commit failed; the file system is read-only");
        }
    }

    private void write(Group ended) {
        flushLines(ended);
        ended.dropUnchanged();
        if (ended.targets() == 0) {
            fenceLines();
        } else if (ended.isAppendToOneLog()) {
            commitOneLog(ended);
        } else {
            volume().journal.commit(ended);
        }
    }

    /** Starts to write back everything that the group's operations stored. */
    private void flushLines(Group ended) {
        ended.pages.forEachRun(this::flushRun);
    }

    private void flushRun(long offset, long length) {
        media.flush(offset, length);
    }

    /** Completes the flushes of data in place. */
    private void fenceLines() {
        media.fence();
    }

    /** Moves one tail. Under the journal's lock, as all tails that move without the lock of their inode. */
    private void commitOneLog(Group ended) {
        Volume mounted = volume();
        synchronized (mounted.journal) {
            media.fence();
            mounted.table.commitTail(ended.ino(0), ended.newTail(0));
        }
    }

    @Override
    public void writeBack(PageMap pages, long from, long to) {
        committing.lock();
        try {
            GroupPages waiting = waiting(pages, from, to);
            waiting.forEachRun(this::flushRun);
            fenceLines();
        } finally {
            committing.unlock();
        }
    }

    private GroupPages waiting(PageMap pages, long from, long to) {
        GroupPages result = new GroupPages();
        synchronized (joining) {
            for (long page = pages.nextMapped(from); page >= 0 && page < to; page = pages.nextMapped(page + 1)) {
                result.addWaiting(group.pages, pages.get(page));
            }
        }
        return result;
    }
}
