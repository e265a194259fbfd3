package org.powercut.daxfs;

import java.util.List;

/** What a check of an unmounted file system found. */
public record FsckReport(List<Problem> problems) {

    /**
     * One thing that is wrong.
     *
     * @param where the struct and field, as the media map names them
     * @param offset the place in bytes of the device
     * @param what what was found, and what would be right
     */
    public record Problem(String where, long offset, String what) {}

    public FsckReport {
        problems = List.copyOf(problems);
    }

    /** Whether nothing is wrong. */
    public boolean isClean() {
        return problems.isEmpty();
    }
}
