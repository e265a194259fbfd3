package org.powercut.suites.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * The recipes of CrashMonkey, in the terms of the two contracts: one to three operations and an fsync. When that has returned,
 * they all have happened, since metadata becomes durable in the order of the operations; before, any number of the first
 * ones have, each as a whole.
 */
final class SyncWorkloads {
    private static final String SYNCED = "synced";
    private static final byte[] DATA = Content.of(1, 700);
    private static final byte[] OTHER = Content.of(2, 900);

    private SyncWorkloads() {}

    /** Checks names, sizes and contents. */
    @Tag("corpus")
    @Explore(states = 20_000, budget = "10s", randomStates = 64, nested = 0)
    abstract static class Synced {
        private final History history;
        private final int operations;

        /** @param operations what each does to the tree */
        @SafeVarargs
        Synced(Tree start, UnaryOperator<Tree>... operations) {
            History all = History.from(start);
            for (UnaryOperator<Tree> operation : operations) {
                all = all.then(operation);
            }
            this.history = all;
            this.operations = operations.length;
        }

        @Prepare
        void tree(DaxFileSystem fs) {
            history.first().create(fs);
        }

        @Workload
        void operationsAndFsync(DaxFileSystem fs, Milestones reached) {
            run(fs);
            reached.mark(SYNCED);
        }

        @Verify
        void allOfItOnceItWasSynced(DaxFileSystem fs, Crash crash) {
            history.verify(fs, crash.reached(SYNCED) ? operations : 0, operations);
        }

        abstract void run(DaxFileSystem fs);

        static void fsync(DaxFileSystem fs, String path) {
            try (DaxFile file = fs.open(path, OpenFlag.READ)) {
                file.fsync();
            }
        }

        static void fsyncDirectory(DaxFileSystem fs, String path) {
            try (DaxFile directory = fs.openDirectory(path)) {
                directory.fsync();
            }
        }
    }

    @CrashTest
    @DisplayName("a rename over a file, another file there, fsync of that one")
    static class RenameOverThenFsyncOfNeighbour extends Synced {
        RenameOverThenFsyncOfNeighbour() {
            super(
                    Tree.empty()
                            .directory("/A")
                            .file("/A/bar", DATA)
                            .directory("/B")
                            .file("/B/bar", OTHER),
                    tree -> tree.rename("/B/bar", "/A/bar"),
                    tree -> tree.file("/A/foo", new byte[0]));
        }

        @Override
        void run(DaxFileSystem fs) {
            fs.rename("/B/bar", "/A/bar");
            fs.create("/A/foo").close();
            fsync(fs, "/A/foo");
        }
    }

    @CrashTest
    @DisplayName("a rename to another directory, fsync of the file")
    static class MoveThenFsync extends Synced {
        MoveThenFsync() {
            super(
                    Tree.empty().directory("/A").directory("/B").file("/B/bar", DATA),
                    tree -> tree.rename("/B/bar", "/A/bar"));
        }

        @Override
        void run(DaxFileSystem fs) {
            fs.rename("/B/bar", "/A/bar");
            fsync(fs, "/A/bar");
        }
    }

    @CrashTest
    @DisplayName("a new directory, fsync of it")
    static class MkdirThenFsync extends Synced {
        MkdirThenFsync() {
            super(Tree.empty(), tree -> tree.directory("/A"));
        }

        @Override
        void run(DaxFileSystem fs) {
            fs.mkdir("/A");
            fsyncDirectory(fs, "/A");
        }
    }

    @CrashTest
    @DisplayName("a new file, moved to a new directory, fsync of the file")
    static class MakeAndMoveThenFsync extends Synced {
        MakeAndMoveThenFsync() {
            super(
                    Tree.empty(),
                    tree -> tree.directory("/A"),
                    tree -> tree.file("/bar", new byte[0]),
                    tree -> tree.rename("/bar", "/A/bar"));
        }

        @Override
        void run(DaxFileSystem fs) {
            fs.mkdir("/A");
            fs.create("/bar").close();
            fs.rename("/bar", "/A/bar");
            fsync(fs, "/A/bar");
        }
    }

    @CrashTest
    @DisplayName("a new file with a further name in a new directory, fsync of the file")
    static class MakeAndLinkThenFsync extends Synced {
        MakeAndLinkThenFsync() {
            super(
                    Tree.empty(),
                    tree -> tree.directory("/A"),
                    tree -> tree.file("/foo", new byte[0]),
                    tree -> tree.link("/foo", "/A/bar"));
        }

        @Override
        void run(DaxFileSystem fs) {
            fs.mkdir("/A");
            fs.create("/foo").close();
            fs.link("/foo", "/A/bar");
            fsync(fs, "/foo");
        }
    }

    @CrashTest
    @DisplayName("a new file in a new directory, fsync of the directory")
    static class CreateThenFsyncOfDirectory extends Synced {
        CreateThenFsyncOfDirectory() {
            super(Tree.empty(), tree -> tree.directory("/A"), tree -> tree.file("/A/foo", new byte[0]));
        }

        @Override
        void run(DaxFileSystem fs) {
            fs.mkdir("/A");
            fs.create("/A/foo").close();
            fsyncDirectory(fs, "/A");
        }
    }

    @CrashTest
    @DisplayName("a new file with two names, fsync of the file")
    static class CreateAndLinkThenFsync extends Synced {
        CreateAndLinkThenFsync() {
            super(Tree.empty(), tree -> tree.file("/foo", new byte[0]), tree -> tree.link("/foo", "/bar"));
        }

        @Override
        void run(DaxFileSystem fs) {
            fs.create("/foo").close();
            fs.link("/foo", "/bar");
            fsync(fs, "/foo");
        }
    }

    @CrashTest
    @DisplayName("a renamed directory, a new file there, fsync of the file")
    static class RenameDirectoryThenFsyncOfNewFile extends Synced {
        RenameDirectoryThenFsyncOfNewFile() {
            super(
                    Tree.empty(),
                    tree -> tree.directory("/A"),
                    tree -> tree.rename("/A", "/B"),
                    tree -> tree.file("/B/foo", new byte[0]));
        }

        @Override
        void run(DaxFileSystem fs) {
            fs.mkdir("/A");
            fs.rename("/A", "/B");
            fs.create("/B/foo").close();
            fsync(fs, "/B/foo");
        }
    }

    @CrashTest
    @DisplayName("an append, fsync of the file")
    static class AppendThenFsync extends Synced {
        AppendThenFsync() {
            super(
                    Tree.empty().file("/foo", DATA),
                    tree -> tree.content("/foo", Content.patched(DATA, DATA.length, OTHER)));
        }

        @Override
        void run(DaxFileSystem fs) {
            try (DaxFile foo = fs.open("/foo", OpenFlag.WRITE)) {
                foo.append(OTHER);
                foo.fsync();
            }
        }
    }

    /** The second one is to the file that comes second in what a sync makes durable. */
    @CrashTest
    @DisplayName("an append to a file between two to another, fsync of that one")
    static class AppendsThenFsync extends Synced {
        AppendsThenFsync() {
            super(
                    Tree.empty().file("/foo", DATA).file("/bar", DATA),
                    tree -> tree.content("/foo", Content.patched(DATA, DATA.length, OTHER)),
                    tree -> tree.content("/bar", Content.patched(DATA, DATA.length, OTHER)),
                    tree -> tree.content(
                            "/foo",
                            Content.patched(
                                    Content.patched(DATA, DATA.length, OTHER), DATA.length + OTHER.length, DATA)));
        }

        @Override
        void run(DaxFileSystem fs) {
            try (DaxFile foo = fs.open("/foo", OpenFlag.WRITE);
                    DaxFile bar = fs.open("/bar", OpenFlag.WRITE)) {
                foo.append(OTHER);
                bar.append(OTHER);
                foo.append(DATA);
                foo.fsync();
            }
        }
    }

    @CrashTest
    @DisplayName("blocks past the end of a file, fsync of the file")
    static class AllocateThenFsync extends Synced {
        private static final int PAGES = 4;

        AllocateThenFsync() {
            super(Tree.empty().file("/foo", DATA), tree -> tree);
        }

        @Override
        void run(DaxFileSystem fs) {
            try (DaxFile foo = fs.open("/foo", OpenFlag.WRITE)) {
                foo.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 4096, PAGES * 4096);
                foo.fsync();
            }
        }

        @Verify
        void blocksAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
            if (crash.reached(SYNCED)) {
                Promise.durable(() -> assertThat(fs.stat("/foo").blocks()).isEqualTo(1 + PAGES));
            }
        }
    }

    @CrashTest
    @DisplayName("zeros past the end of a file that keeps its size, fdatasync of the file")
    static class ZeroThenFdatasync extends Synced {
        ZeroThenFdatasync() {
            super(Tree.empty().file("/foo", DATA), tree -> tree);
        }

        @Override
        void run(DaxFileSystem fs) {
            try (DaxFile foo = fs.open("/foo", OpenFlag.WRITE)) {
                foo.allocate(FallocateMode.ZERO_RANGE_KEEP_SIZE, 8192, 8192);
                foo.fdatasync();
            }
        }
    }
}
