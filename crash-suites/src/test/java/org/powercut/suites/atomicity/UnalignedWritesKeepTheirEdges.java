package org.powercut.suites.atomicity;

import org.junit.jupiter.api.DisplayName;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.suites.support.Content;
import org.powercut.suites.support.History;
import org.powercut.suites.support.Tree;

/**
 * A write of any length at any offset is durable to its first and last byte when it returns. Copies past the cache move
 * whole 8-byte words only; the bytes at both ends are plain stores that need a flush of their own (linux:
 * arch/x86/lib/usercopy_64.c). PMFS, WineFS and NOVA each forgot it: "HelloWor", and then zeros.
 */
@CrashTest
@Guarantee({"G9", "G1"})
@DisplayName("writes that are not aligned keep their first and last bytes")
@Explore(states = 30_000, budget = "10s", randomStates = 64)
class UnalignedWritesKeepTheirEdges {
    private static final byte[] OLD = Content.of(1, 300);
    private static final int[][] WRITES = {{1, 13}, {61, 6}, {7, 130}, {200, 1}, {63, 66}, {299, 27}};

    private static History history() {
        History history = History.from(Tree.empty().file("/file", OLD));
        byte[] content = OLD;
        for (int i = 0; i < WRITES.length; i++) {
            content = Content.patched(content, WRITES[i][0], Content.of(2 + i, WRITES[i][1]));
            byte[] now = content;
            history = history.then(tree -> tree.content("/file", now));
        }
        return history;
    }

    private static final History HISTORY = history();

    @Prepare
    void oldFile(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void writeHereAndThere(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE)) {
            for (int i = 0; i < WRITES.length; i++) {
                file.write(WRITES[i][0], Content.of(2 + i, WRITES[i][1]));
                reached.mark(History.DONE);
            }
        }
    }

    @Verify
    void everyByteIsThere(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
