package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;

/**
 * A write of any length at any offset is durable to its first and last byte when it returns, under the WEAK contract when it is synced, whether it goes to new pages
 * or in place. Copies past the cache move whole 8-byte words only; the bytes at both ends are plain stores that need a flush
 * of their own (linux: arch/x86/lib/usercopy_64.c). PMFS, WineFS and NOVA each forgot it: "HelloWor", and then zeros.
 */
@CrashTest
@Tag("atomicity")
@Guarantee({"G9", "G1"})
@DisplayName("writes that are not aligned keep their first and last bytes")
@Requires(Capability.NODATACOW)
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class UnalignedWritesKeepTheirEdges {
    private static final String COPIED = "/copied";
    private static final String IN_PLACE = "/in-place";
    private static final byte[] OLD = Content.of(1, 300);
    private static final int[][] WRITES = {{1, 13}, {61, 6}, {7, 130}, {200, 1}, {63, 66}, {299, 27}};

    /** The content before each write, and after the last. */
    private static final List<byte[]> VERSIONS = versions();

    private static List<byte[]> versions() {
        List<byte[]> versions = new ArrayList<>(List.of(OLD));
        for (int i = 0; i < WRITES.length; i++) {
            versions.add(Content.patched(versions.getLast(), WRITES[i][0], Content.of(2 + i, WRITES[i][1])));
        }
        return List.copyOf(versions);
    }

    @Prepare
    void oldFiles(DaxFileSystem fs) {
        try (DaxFile copied = fs.create(COPIED);
                DaxFile inPlace = fs.open(IN_PLACE, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            copied.write(0, OLD);
            inPlace.write(0, OLD);
        }
    }

    @Workload
    void writeHereAndThere(DaxFileSystem fs, Milestones reached) {
        for (String path : List.of(COPIED, IN_PLACE)) {
            try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
                for (int i = 0; i < WRITES.length; i++) {
                    file.write(WRITES[i][0], Content.of(2 + i, WRITES[i][1]));
                    reached.mark(path);
                    if (i % 3 == 2) {
                        Durable.sync(fs, reached);
                    }
                }
            }
        }
    }

    @Verify
    void everyByteIsThere(DaxFileSystem fs, Crash crash) throws Throwable {
        for (String path : List.of(COPIED, IN_PLACE)) {
            List<byte[]> legal =
                    VERSIONS.subList(Durable.times(fs, crash, path), Math.min(crash.times(path) + 2, VERSIONS.size()));
            FileContent found = FileContent.of(fs, path);
            Promise.durable(() -> {
                assertThat(found.length()).as("size of %s", path).isIn(legal.getFirst().length, legal.getLast().length);
                // in place, the word at the old end can be new before the size is
                assertThatContent(found)
                        .as(path)
                        .hasWordsOf(legal.stream()
                                .map(content -> Arrays.copyOf(content, found.length()))
                                .toArray(byte[][]::new));
            });
            if (path.equals(COPIED) && fs.capabilities().contains(Capability.DATA_COW)) {
                Promise.atomic(() -> assertThatContent(found).as(path).isOneOf(legal));
            }
        }
    }
}
