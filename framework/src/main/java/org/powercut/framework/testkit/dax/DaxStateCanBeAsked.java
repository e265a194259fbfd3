package org.powercut.framework.testkit.dax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.FileFlag;
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
import org.powercut.framework.testkit.Mounts;
import org.powercut.pmem.PmemDevice;

/**
 * For each file one can ask whether it is accessed directly, and the answer follows from the mount option and the file's flag:
 * inode, the flag decides; always and never, it does not (statx(2), STATX_ATTR_DAX; dax.rst; xfstests generic/605, 606). Directories have
 * the flag and are never DAX themselves. Breaks when the flag is set in DRAM alone, or the answer is what was asked for and not what is.
 */
@CrashTest
@Tag("dax")
@Guarantee("G21")
@DisplayName("whether a file is DAX can be asked")
@Requires(Capability.FILE_FLAGS)
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class DaxStateCanBeAsked {
    private static final List<String> FILES = List.of("/dir/with", "/dir/without", "/dir/changed");

    @Prepare
    void filesOfEachKind(DaxFileSystem fs) {
        fs.mkdir("/dir");
        FILES.forEach(path -> fs.create(path).close());
        fs.setFlags("/dir/with", Set.of(FileFlag.DAX));
        fs.setFlags("/dir/without", Set.of());
        fs.setFlags("/dir/changed", Set.of(FileFlag.DAX));
        fs.sync();
    }

    @Workload
    void changeOne(DaxFileSystem fs, Milestones reached) {
        fs.setFlags("/dir/changed", Set.of());
        reached.mark("changed");
        Durable.sync(fs, reached);
    }

    @Verify
    void theFlagDecides(DaxFileSystem fs, Crash crash) throws Throwable {
        for (String path : FILES) {
            Stat stat = fs.stat(path);
            Promise.consistent(
                    () -> assertThat(stat.dax()).as(path).isEqualTo(stat.flags().contains(FileFlag.DAX)));
        }
        assertThat(fs.stat("/dir/with").dax()).isTrue();
        assertThat(fs.stat("/dir/without").dax()).isFalse();
        assertThat(fs.stat("/dir").dax()).as("a directory").isFalse();
        if (Durable.reached(fs, crash, "changed")) {
            Promise.durable(() -> assertThat(fs.stat("/dir/changed").dax()).isFalse());
        }
    }

    @Verify
    void theMountGoesBeforeTheFlag(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device) {
        DaxFileSystem always = Mounts.again(provider, device, options -> options.withDax(DaxMode.ALWAYS));
        assertThat(FILES).allMatch(path -> always.stat(path).dax());
        DaxFileSystem never = Mounts.again(provider, device, options -> options.withDax(DaxMode.NEVER));
        assertThat(FILES).noneMatch(path -> never.stat(path).dax());
    }
}
