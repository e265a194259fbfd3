package org.powercut.framework.testkit.dax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Set;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.MapMode;
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
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.Witness;

/**
 * DAX is switched only where nobody depends on it: on directories while they are empty, on an open file with its last close, and never under
 * a mapping, whose user would lose MAP_SYNC without a word (dax.rst; the kernel lists on switching under users; xfstests generic/605, 608). What
 * was written before the switch is there after it. Breaks when a refused switch has half happened, or buffered data is dropped by it.
 */
@CrashTest
@Tag("dax")
@Guarantee("G23")
@DisplayName("DAX changes only when nothing depends on it")
@Requires({Capability.FILE_FLAGS, Capability.MAP_SYNC})
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class DaxChangesWhenNothingDependsOnIt {
    private static final Set<FileFlag> NODATACOW = Set.of(FileFlag.NODATACOW);
    private static final Set<FileFlag> BOTH = Set.of(FileFlag.NODATACOW, FileFlag.DAX);
    private static final byte[] OLD = Content.of(1, 24);
    private static final byte[] NEW = Content.of(2, 24);

    @Prepare
    void directoryAndFile(DaxFileSystem fs) {
        fs.mkdir("/dir");
        fs.setFlags("/dir", BOTH);
        try (DaxFile file = fs.create("/dir/file")) {
            file.write(0, OLD);
        }
        fs.sync();
    }

    @Workload
    void tryEverywhere(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        witness.refused("a directory with a name in it", Errno.ENOTEMPTY, () -> fs.setFlags("/dir", NODATACOW));
        try (DaxFile file = fs.open("/dir/file", OpenFlag.READ, OpenFlag.WRITE)) {
            try (DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, OLD.length)) {
                witness.refused("a mapped file", Errno.EBUSY, () -> fs.setFlags("/dir/file", NODATACOW));
                mapping.putBytes(0, NEW);
                mapping.flush(0, NEW.length);
                mapping.fence();
                reached.mark("stored");
            }
            witness.sees("flags after the refusals", fs.stat("/dir/file").flags(), BOTH);
            fs.setFlags("/dir/file", NODATACOW);
            witness.sees("DAX as long as the file is open", file.stat().dax());
            reached.mark("switched");
        }
        witness.sees("DAX after the last close", fs.stat("/dir/file").dax(), false);
        Durable.sync(fs, reached);
        fs.rename("/dir/file", "/file");
        fs.setFlags("/dir", NODATACOW);
        Durable.sync(fs, reached);
        reached.mark("directory switched");
    }

    @Verify
    void nothingElseWasSeen(Crash crash) {
        Witness.verify(crash, FailureClass.BROKEN_PROMISE);
    }

    @Verify
    void theFileIsOneOrTheOther(DaxFileSystem fs, Crash crash) throws Throwable {
        String path = fs.exists("/file") ? "/file" : "/dir/file";
        Set<FileFlag> flags = fs.stat(path).flags();
        if (Durable.reached(fs, crash, "switched")) {
            Promise.durable(() -> assertThat(flags).isEqualTo(NODATACOW));
        } else {
            Promise.atomic(() -> assertThat(flags).isIn(BOTH, NODATACOW));
        }
        byte[] found = Content.read(fs, path);
        if (crash.reached("stored")) {
            Promise.durable(() -> assertThatContent(found).is(NEW));
        } else {
            Promise.atomic(() -> assertThatContent(found).hasWordsOf(OLD, NEW));
        }
    }

    @Verify
    void theDirectoryChangesLast(DaxFileSystem fs, Crash crash) throws Throwable {
        Set<FileFlag> flags = fs.stat("/dir").flags();
        if (crash.reached("directory switched")) {
            Promise.durable(() -> assertThat(flags).isEqualTo(NODATACOW));
        } else if (fs.exists("/dir/file")) {
            Promise.consistent(() -> assertThat(flags).isEqualTo(BOTH));
        }
    }
}
