package org.powercut.suites.corpus;

import org.junit.jupiter.api.DisplayName;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/** One operation on names each: it has happened, or nothing of it (rename(2), link(2), unlink(2), mkdir(2), symlink(2)). */
final class NameWorkloads {
    private static final byte[] DATA = Content.of(1, 300);
    private static final byte[] OTHER = Content.of(2, 500);
    /** A name that takes more than a cache line. */
    static final String LONG = "x".repeat(70);

    private NameWorkloads() {}

    @CrashTest
    @DisplayName("one mkdir")
    static class Mkdir extends SmallWorkload {
        Mkdir() {
            super(History.from(Tree.empty().directory("/d")).then(tree -> tree.directory("/d/e")));
        }

        @Workload
        void mkdir(DaxFileSystem fs, Milestones reached) {
            fs.mkdir("/d/e");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one new file")
    static class Create extends SmallWorkload {
        Create() {
            super(History.from(Tree.empty()).then(tree -> tree.file("/a", new byte[0])));
        }

        @Workload
        void create(DaxFileSystem fs, Milestones reached) {
            fs.create("/a").close();
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one new file with a long name")
    static class CreateWithLongName extends SmallWorkload {
        CreateWithLongName() {
            super(History.from(Tree.empty()).then(tree -> tree.file("/" + LONG, new byte[0])));
        }

        @Workload
        void create(DaxFileSystem fs, Milestones reached) {
            fs.create("/" + LONG).close();
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one symbolic link")
    static class Symlink extends SmallWorkload {
        /** No whole number of words. */
        private static final String TARGET = "HelloWorld!";

        Symlink() {
            super(History.from(Tree.empty()).then(tree -> tree.symlink(TARGET, "/s")));
        }

        @Workload
        void symlink(DaxFileSystem fs, Milestones reached) {
            fs.symlink(TARGET, "/s");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one further name")
    static class Link extends SmallWorkload {
        Link() {
            super(History.from(Tree.empty().file("/a", DATA)).then(tree -> tree.link("/a", "/b")));
        }

        @Workload
        void link(DaxFileSystem fs, Milestones reached) {
            fs.link("/a", "/b");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one unlink of a file with two names")
    static class UnlinkOne extends SmallWorkload {
        UnlinkOne() {
            super(History.from(Tree.empty().file("/a", DATA).link("/a", "/b")).then(tree -> tree.without("/b")));
        }

        @Workload
        void unlink(DaxFileSystem fs, Milestones reached) {
            fs.unlink("/b");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one unlink of a file's only name")
    static class Unlink extends SmallWorkload {
        Unlink() {
            super(History.from(Tree.empty().file("/a", DATA)).then(tree -> tree.without("/a")));
        }

        @Workload
        void unlink(DaxFileSystem fs, Milestones reached) {
            fs.unlink("/a");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one rmdir")
    static class Rmdir extends SmallWorkload {
        Rmdir() {
            super(History.from(Tree.empty().directory("/d")).then(tree -> tree.without("/d")));
        }

        @Workload
        void rmdir(DaxFileSystem fs, Milestones reached) {
            fs.rmdir("/d");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one rename in a directory")
    static class Rename extends SmallWorkload {
        Rename() {
            super(History.from(Tree.empty().file("/a", DATA)).then(tree -> tree.rename("/a", "/b")));
        }

        @Workload
        void rename(DaxFileSystem fs, Milestones reached) {
            fs.rename("/a", "/b");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one rename to a long name")
    static class RenameToLongName extends SmallWorkload {
        RenameToLongName() {
            super(History.from(Tree.empty().file("/a", DATA)).then(tree -> tree.rename("/a", "/" + LONG)));
        }

        @Workload
        void rename(DaxFileSystem fs, Milestones reached) {
            fs.rename("/a", "/" + LONG);
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one rename from one directory to another")
    static class Move extends SmallWorkload {
        Move() {
            super(History.from(Tree.empty().directory("/d").file("/a", DATA)).then(tree -> tree.rename("/a", "/d/a")));
        }

        @Workload
        void move(DaxFileSystem fs, Milestones reached) {
            fs.rename("/a", "/d/a");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one rename over another file")
    static class RenameOver extends SmallWorkload {
        RenameOver() {
            super(History.from(Tree.empty().file("/a", DATA).file("/b", OTHER)).then(tree -> tree.rename("/a", "/b")));
        }

        @Workload
        void rename(DaxFileSystem fs, Milestones reached) {
            fs.rename("/a", "/b");
            reached.mark(History.DONE);
        }
    }

    @CrashTest
    @DisplayName("one rename of a directory from one directory to another")
    static class MoveDirectory extends SmallWorkload {
        MoveDirectory() {
            super(History.from(Tree.empty()
                            .directory("/d")
                            .directory("/d/e")
                            .file("/d/e/a", DATA)
                            .directory("/f"))
                    .then(tree -> tree.rename("/d/e", "/f/e")));
        }

        @Workload
        void move(DaxFileSystem fs, Milestones reached) {
            fs.rename("/d/e", "/f/e");
            reached.mark(History.DONE);
        }
    }
}
