package org.powercut.framework.testkit.fsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;
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
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;

/**
 * FIFOs and device nodes that were made, renamed and linked are there after an fsync of their directory, with their kind, mode and device (mknod(2);
 * xfstests generic/479, where a log replay found a name in use and the mount failed). Breaks when the kind is in the directory's entry and not
 * in the inode, or when an inode without data is taken for one that needs no log.
 */
@CrashTest
@Tag("fsync")
@Guarantee({"G4", "G12"})
@DisplayName("fsync of a directory keeps FIFOs and device nodes")
@Requires({Capability.SPECIAL_FILES, Capability.HARD_LINKS})
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsSpecialFiles {
    private static final String FIFO = FileType.FIFO + " 600 0 ";
    private static final String NODE = FileType.CHARACTER_DEVICE + " 640 259 ";
    private static final List<Map<String, String>> HISTORY = List.of(
            Map.of("fifo", FIFO + 1),
            Map.of("fifo", FIFO + 1, "node", NODE + 1),
            Map.of("moved", FIFO + 1, "node", NODE + 1),
            Map.of("moved", FIFO + 1, "node", NODE + 2, "fifo", NODE + 2),
            Map.of("moved", FIFO + 1, "fifo", NODE + 1));

    @Prepare
    void fifo(DaxFileSystem fs) {
        fs.mkdir("/d");
        fs.mknod("/d/fifo", FileType.FIFO, 0600, 0);
        fs.sync();
    }

    @Workload
    void makeMoveLink(DaxFileSystem fs, Milestones reached) {
        fs.mknod("/d/node", FileType.CHARACTER_DEVICE, 0640, 259);
        reached.mark(History.DONE);
        fs.rename("/d/fifo", "/d/moved");
        reached.mark(History.DONE);
        sync(fs, reached);
        fs.link("/d/node", "/d/fifo");
        reached.mark(History.DONE);
        fs.unlink("/d/node");
        reached.mark(History.DONE);
        sync(fs, reached);
    }

    private static void sync(DaxFileSystem fs, Milestones reached) {
        try (DaxFile directory = fs.openDirectory("/d")) {
            directory.fsync();
        }
        Durable.mark(reached);
    }

    @Verify
    void aMomentOfTheHistory(DaxFileSystem fs, Crash crash) throws Throwable {
        Map<String, String> found = new TreeMap<>();
        for (DirectoryEntry entry : fs.readdir("/d")) {
            Stat stat = fs.lstat("/d/" + entry.name());
            found.put(entry.name(), "%s %o %d %d".formatted(entry.type(), stat.mode(), stat.device(), stat.nlink()));
            Promise.consistent(() -> assertThat(stat.type()).isEqualTo(entry.type()));
        }
        int moment = HISTORY.lastIndexOf(found);
        Promise.atomic(() -> assertThat(HISTORY.subList(0, Math.min(crash.times(History.DONE) + 2, HISTORY.size())))
                .contains(found));
        Promise.durable(() -> assertThat(moment).isGreaterThanOrEqualTo(Durable.times(fs, crash, History.DONE)));
    }
}
