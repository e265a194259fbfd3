package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Contract;
import org.powercut.pmem.PmemDevice;

/** The contract STRONG: each operation is durable when it returns, so that nothing waits for anything. */
final class StrongCommits implements Commits {
    private final PmemDevice device;
    private final Allocator allocator;
    private @Nullable Volume volume;

    StrongCommits(PmemDevice device, Geometry geometry) {
        this.device = device;
        this.allocator = new Allocator(geometry);
    }

    @Override
    public Contract contract() {
        return Contract.STRONG;
    }

    @Override
    public PmemDevice device() {
        return device;
    }

    @Override
    public Allocator allocator() {
        return allocator;
    }

    @Override
    public void attach(Volume mounted) {
        volume = mounted;
    }

    @Override
    public void commit(Transaction transaction) {
        transaction.commitNow();
    }

    @Override
    public void free(Inode inode) {
        Volume mounted = volume;
        if (mounted == null) {
            throw new IllegalStateException("not mounted yet");
        }
        mounted.table.commitTail(inode.ino, TailWord.FREE);
    }

    @Override
    public void sync() {}

    @Override
    public void syncLog(Inode inode) {}

    @Override
    public void relaid(Inode inode) {}

    @Override
    public void beforeStoreInPlace(Inode inode) {}

    @Override
    public void writeBack(PageMap pages, long from, long to) {}

    @Override
    public long running() {
        return 0;
    }

    @Override
    public long durable() {
        return 0;
    }
}
