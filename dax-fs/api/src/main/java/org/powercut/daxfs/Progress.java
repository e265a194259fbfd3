package org.powercut.daxfs;

/** Is told how far long work has come. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (done, total) -> {};

    /**
     * @param done bytes or blocks that are done
     * @param total bytes or blocks in all
     */
    void at(long done, long total);
}
