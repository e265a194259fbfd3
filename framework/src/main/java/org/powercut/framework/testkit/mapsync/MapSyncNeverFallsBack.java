package org.powercut.framework.testkit.mapsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
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

/**
 * MAP_SYNC is granted where its promise holds and refused with EOPNOTSUPP where it does not; it never quietly becomes a plain
 * shared mapping (mmap(2)). A program that flushes for itself would lose its commits and nobody would know. Here the same
 * program runs on a file of each kind: where the mapping was granted, its stores must be there.
 */
@CrashTest
@Tag("mapsync")
@Guarantee("G24")
@DisplayName("MAP_SYNC is kept or refused, never weakened")
@Requires(Capability.MAP_SYNC)
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class MapSyncNeverFallsBack {
    /** Two pages, and a hole of one. */
    private static final byte[] OLD = Content.patched(new byte[3 * 4096], 0, Content.of(1, 2 * 4096));

    private static final byte[] STORED =
            Content.patched(Content.patched(OLD, 4096 + 24, Content.of(2, 80)), 8192 + 8, Content.word(3, 0));
    private static final List<String> FILES = List.of("/cow", "/inplace");

    @Prepare
    void oneFileOfEachKind(DaxFileSystem fs) {
        for (String path : FILES) {
            OpenFlag kind = path.equals("/inplace") ? OpenFlag.NODATACOW : OpenFlag.WRITE;
            try (DaxFile file = fs.open(path, OpenFlag.WRITE, OpenFlag.CREATE, kind)) {
                file.write(0, Content.of(1, 2 * 4096));
                file.truncate(OLD.length);
            }
        }
    }

    @Workload
    void storeWhereGranted(DaxFileSystem fs, Milestones reached) {
        for (String path : FILES) {
            try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE);
                    DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, OLD.length)) {
                assertThat(mapping.mode()).isEqualTo(MapMode.SHARED_SYNC);
                reached.mark("granted " + path);
                mapping.putBytes(4096 + 24, Content.of(2, 80));
                mapping.flush(4096 + 24, 80);
                mapping.putLong(8192 + 8, Content.word(3, 0));
                mapping.flush(8192 + 8, 8);
                mapping.fence();
                reached.mark("stored " + path);
            } catch (NotSupportedException refused) {
                reached.mark("refused " + path);
            }
        }
        reached.mark("end");
    }

    @Verify
    void grantedStoresAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        for (String path : FILES) {
            FileContent found = FileContent.of(fs, path);
            if (crash.reached("stored " + path)) {
                Promise.durable(() -> assertThatContent(found).as(path).is(STORED));
            } else if (crash.reached("granted " + path)) {
                Promise.atomic(() -> assertThatContent(found).hasWordsOf(OLD, STORED));
            } else {
                Promise.atomic(() -> assertThatContent(found).as(path).is(OLD));
            }
        }
    }

    @Verify
    void theAnswerIsTheSameAfterTheCrash(DaxFileSystem fs, Crash crash) {
        for (String path : FILES) {
            try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
                if (crash.reached("refused " + path)) {
                    assertThatThrownBy(() -> file.map(MapMode.SHARED_SYNC, 0, OLD.length))
                            .as(path)
                            .isInstanceOf(NotSupportedException.class);
                } else if (crash.reached("granted " + path)) {
                    file.map(MapMode.SHARED_SYNC, 0, OLD.length).close();
                }
            }
        }
    }

    @Verify
    void nodatacowFilesAreGranted(Crash crash) {
        assertThat(crash.reached("refused /inplace"))
                .as("refused although MAP_SYNC is declared")
                .isFalse();
    }
}
