package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.RenameFlag;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Tree;

/**
 * What a file system does not declare it refuses with EOPNOTSUPP, and never does something weaker instead. Is skipped where
 * everything is declared.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("what is not declared is refused, and nothing weaker is done")
@Explore(states = 20_000, budget = "10s", randomStates = 4, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class WhatIsNotDeclaredIsRefused {
    private static final Tree TREE =
            Tree.empty().file("/a", Content.of(1, 5000)).file("/b", Content.of(2, 100));

    /** For each capability something that needs it. */
    private static final Map<Capability, Consumer<DaxFileSystem>> NEEDS = new EnumMap<>(Map.ofEntries(
            Map.entry(Capability.HARD_LINKS, fs -> fs.link("/a", "/c")),
            Map.entry(Capability.SYMBOLIC_LINKS, fs -> fs.symlink("a", "/c")),
            Map.entry(Capability.SPECIAL_FILES, fs -> fs.mknod("/c", FileType.FIFO, 0600, 0)),
            Map.entry(Capability.TMPFILE, fs -> fs.open("/", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TMPFILE)),
            Map.entry(Capability.RENAME_FLAGS, fs -> fs.rename("/a", "/b", RenameFlag.EXCHANGE)),
            Map.entry(Capability.XATTRS, fs -> fs.xattrs("/a").list()),
            Map.entry(Capability.FALLOCATE, onA(file -> file.allocate(FallocateMode.ZERO_RANGE, 0, 4096))),
            Map.entry(Capability.LOCKS, onA(file -> file.tryLock(0, 1, false))),
            Map.entry(Capability.FILE_FLAGS, fs -> fs.setFlags("/a", Set.of(FileFlag.IMMUTABLE))),
            Map.entry(Capability.MAP_SYNC, onA(file -> file.map(MapMode.SHARED_SYNC, 0, 4096))),
            Map.entry(Capability.REFLINK, onA(file -> file.cloneFile(file))),
            Map.entry(Capability.SNAPSHOTS, fs -> fs.createSnapshot("snapshot")),
            Map.entry(Capability.FREEZE, DaxFileSystem::freeze),
            Map.entry(Capability.MEDIA_ERROR_EVENTS, fs -> fs.scrub(Progress.NONE))));

    private static Consumer<DaxFileSystem> onA(Consumer<DaxFile> use) {
        return fs -> {
            try (DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE)) {
                use.accept(file);
            }
        };
    }

    @Prepare
    void files(DaxFileSystem fs) {
        TREE.create(fs);
    }

    @Workload
    void askForIt(DaxFileSystem fs) {
        Map<Capability, Consumer<DaxFileSystem>> undeclared = new EnumMap<>(NEEDS);
        undeclared.keySet().removeAll(fs.capabilities());
        assumeThat(undeclared).as("capabilities that are not declared").isNotEmpty();
        undeclared.forEach((capability, use) -> assertThatThrownBy(() -> use.accept(fs))
                .as("%s is not declared", capability)
                .isInstanceOf(NotSupportedException.class));
        assertThat(TREE.difference(fs)).isEmpty();
    }

    @Verify
    void nothingWasDone(DaxFileSystem fs) {
        assertThat(TREE.difference(fs)).isEmpty();
    }
}
