package org.powercut.daxfs.core;

import org.powercut.daxfs.NoSpaceException;

/**
 * The allocator of the contract WEAK. A block that is freed stays in use until the group that freed it is durable: up to
 * then, a power cut brings back whoever had it. Only a block that was free before the group can be used again at once,
 * since the media refer to it before the group no more than after it. Where space is short, the group is committed.
 */
final class GroupAllocator extends Allocator {
    private final GroupCommits commits;

    GroupAllocator(Geometry geometry, GroupCommits commits) {
        super(geometry);
        this.commits = commits;
    }

    @Override
    long available() {
        return super.available() + commits.waitingFrees();
    }

    @Override
    void allocate(long blocks, Runs result) {
        try {
            super.allocate(blocks, result);
        } catch (NoSpaceException e) {
            requireWaitingFrees(e);
            super.allocate(blocks, result);
        }
        commits.born(result);
    }

    @Override
    long allocateLogPage(boolean givesBack) {
        long page;
        try {
            page = super.allocateLogPage(givesBack);
        } catch (NoSpaceException e) {
            requireWaitingFrees(e);
            page = super.allocateLogPage(givesBack);
        }
        commits.born(page);
        return page;
    }

    private void requireWaitingFrees(NoSpaceException e) {
        if (commits.waitingFrees() == 0) {
            throw e;
        }
        commits.sync();
    }

    @Override
    void free(long start, long count) {
        for (long block = start; block < start + count; block++) {
            if (commits.free(block)) {
                super.free(block, 1);
            }
        }
    }

    /** Frees blocks that nothing on the media refers to. */
    void freeNow(Runs runs) {
        for (int i = 0; i < runs.size(); i++) {
            super.free(runs.start(i), runs.count(i));
        }
    }
}
