package org.powercut.suites.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
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
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/** One or two operations on the data, the size or the attributes of a file. */
final class DataWorkloads {
    private static final byte[] OLD = Content.of(1, 10_000);

    private DataWorkloads() {}

    @CrashTest
    @DisplayName("one write to a copy-on-write file is atomic")
    static class Write extends SmallWorkload {
        private static final byte[] NEW = Content.of(2, 1024);

        Write() {
            super(History.from(Tree.empty().file("/a", OLD))
                    .then(tree -> tree.content("/a", Content.patched(OLD, 0, NEW))));
        }

        @Workload
        void write(DaxFileSystem fs, Milestones reached) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE)) {
                a.write(0, NEW);
                reached.mark(History.DONE);
            }
        }
    }

    @CrashTest
    @DisplayName("one append")
    static class Append extends SmallWorkload {
        private static final byte[] MORE = Content.of(2, 100);

        Append() {
            super(History.from(Tree.empty().file("/a", OLD))
                    .then(tree -> tree.content("/a", Content.patched(OLD, OLD.length, MORE))));
        }

        @Workload
        void append(DaxFileSystem fs, Milestones reached) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE)) {
                a.append(MORE);
                reached.mark(History.DONE);
            }
        }
    }

    /** Wherever it is said to go (open(2), O_APPEND). */
    @CrashTest
    @DisplayName("one write to a file that was opened for appending")
    static class WriteToAppend extends SmallWorkload {
        private static final byte[] MORE = Content.of(2, 100);

        WriteToAppend() {
            super(History.from(Tree.empty().file("/a", OLD))
                    .then(tree -> tree.content("/a", Content.patched(OLD, OLD.length, MORE))));
        }

        @Workload
        void write(DaxFileSystem fs, Milestones reached) {
            try (DaxFile a = fs.open("/a", OpenFlag.APPEND)) {
                a.write(0, MORE);
                reached.mark(History.DONE);
            }
        }
    }

    @CrashTest
    @DisplayName("one cut of a file")
    static class Shrink extends SmallWorkload {
        Shrink() {
            super(History.from(Tree.empty().file("/a", OLD)).then(tree -> tree.content("/a", Content.of(1, 5001))));
        }

        @Workload
        void truncate(DaxFileSystem fs, Milestones reached) {
            fs.truncate("/a", 5001);
            reached.mark(History.DONE);
        }
    }

    /** Blocks that a cut gives back belong to whoever gets them next, and to nobody else. */
    @CrashTest
    @DisplayName("one cut of a file, and a write to another")
    static class ShrinkThenReuse extends SmallWorkload {
        private static final byte[] OTHER = Content.of(2, 8000);

        ShrinkThenReuse() {
            super(History.from(Tree.empty().file("/a", OLD).file("/b", new byte[0]))
                    .then(tree -> tree.content("/a", new byte[0]))
                    .then(tree -> tree.content("/b", OTHER)));
        }

        @Workload
        void truncateThenWrite(DaxFileSystem fs, Milestones reached) {
            fs.truncate("/a", 0);
            reached.mark(History.DONE);
            try (DaxFile b = fs.open("/b", OpenFlag.WRITE)) {
                b.write(0, OTHER);
            }
            reached.mark(History.DONE);
        }
    }

    /** Through two descriptors, which know nothing of each other. */
    @CrashTest
    @DisplayName("a cut and a growth through two open files")
    static class ShrinkAndGrow extends SmallWorkload {
        ShrinkAndGrow() {
            super(History.from(Tree.empty().file("/a", OLD))
                    .then(tree -> tree.content("/a", Content.of(1, 100)))
                    .then(tree -> tree.content("/a", Content.patched(new byte[9000], 0, Content.of(1, 100)))));
        }

        @Workload
        void cutThenGrow(DaxFileSystem fs, Milestones reached) {
            try (DaxFile one = fs.open("/a", OpenFlag.WRITE);
                    DaxFile another = fs.open("/a", OpenFlag.WRITE)) {
                one.truncate(100);
                reached.mark(History.DONE);
                another.truncate(9000);
                reached.mark(History.DONE);
            }
        }
    }

    /** Through two descriptors, which know nothing of each other. */
    @CrashTest
    @DisplayName("an append and a cut through two open files")
    static class AppendAndShrink extends SmallWorkload {
        private static final byte[] MORE = Content.of(2, 3000);

        AppendAndShrink() {
            super(History.from(Tree.empty().file("/a", OLD))
                    .then(tree -> tree.content("/a", Content.patched(OLD, OLD.length, MORE)))
                    .then(tree -> tree.content("/a", Content.of(1, 100))));
        }

        @Workload
        void appendThenCut(DaxFileSystem fs, Milestones reached) {
            try (DaxFile one = fs.open("/a", OpenFlag.WRITE);
                    DaxFile another = fs.open("/a", OpenFlag.WRITE)) {
                one.append(MORE);
                reached.mark(History.DONE);
                another.truncate(100);
                reached.mark(History.DONE);
            }
        }
    }

    /** A file that is overwritten in place: each word is old or new until the write returns, and new from then on. */
    @Tag("corpus")
    @Explore(states = 20_000, budget = "10s", randomStates = 64, nested = 0)
    abstract static class InPlace {
        private final int offset;
        private final byte[] next;

        InPlace(int offset, byte[] next) {
            this.offset = offset;
            this.next = next;
        }

        @Prepare
        void file(DaxFileSystem fs) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
                a.write(0, Content.of(1, 256));
            }
        }

        @Workload
        void write(DaxFileSystem fs, Milestones reached) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE)) {
                a.write(offset, next);
                reached.mark(History.DONE);
            }
        }

        @Verify
        void newOnceItReturned(DaxFileSystem fs, Crash crash) throws Throwable {
            byte[] old = Content.of(1, 256);
            byte[] after = Content.patched(old, offset, next);
            byte[] found = Content.read(fs, "/a");
            if (Durable.reached(fs, crash, History.DONE)) {
                Promise.durable(() -> assertThatContent(found).is(after));
            } else {
                Promise.atomic(() -> assertThatContent(found).hasWordsOf(old, after));
            }
        }
    }

    @CrashTest
    @DisplayName("one write in place that ends within a word")
    static class WriteInPlace extends InPlace {
        WriteInPlace() {
            super(0, Content.of(2, 13));
        }
    }

    @CrashTest
    @DisplayName("one write in place that begins within a word")
    static class WriteInPlaceUnaligned extends InPlace {
        WriteInPlaceUnaligned() {
            super(3, Content.of(2, 13));
        }
    }

    @CrashTest
    @DisplayName("one write in place of whole words")
    static class OverwriteInPlace extends InPlace {
        OverwriteInPlace() {
            super(64, Content.of(2, 64));
        }
    }

    /** What lies behind the end of a file from earlier must not show when the file grows. */
    @CrashTest
    @DisplayName("one growth of a file in place, with old bytes behind its end")
    static class GrowInPlace extends SmallWorkload {
        GrowInPlace() {
            super(History.from(Tree.empty().file("/a", Content.of(1, 1001)))
                    .then(tree -> tree.content("/a", Content.patched(new byte[3000], 0, Content.of(1, 1001)))));
        }

        @Override
        @Prepare
        void tree(DaxFileSystem fs) {
            try (DaxFile a = fs.open("/a", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
                a.write(0, Content.of(1, 4096));
                a.truncate(1001);
            }
        }

        @Workload
        void truncate(DaxFileSystem fs, Milestones reached) {
            fs.truncate("/a", 3000);
            reached.mark(History.DONE);
        }
    }

    /** As in place, for a file with checksums: those must fit what the file shows. */
    @CrashTest
    @DisplayName("one growth of a copy-on-write file, with old bytes behind its end")
    static class Grow extends SmallWorkload {
        Grow() {
            super(History.from(Tree.empty().file("/a", Content.of(1, 5001)))
                    .then(tree -> tree.content("/a", Content.patched(new byte[9000], 0, Content.of(1, 5001)))));
        }

        @Override
        @Prepare
        void tree(DaxFileSystem fs) {
            try (DaxFile a = fs.create("/a")) {
                a.write(0, OLD);
                a.truncate(5001);
            }
        }

        @Workload
        void truncate(DaxFileSystem fs, Milestones reached) {
            fs.truncate("/a", 9000);
            reached.mark(History.DONE);
        }
    }

    /** Times are what the program saw before the power cut, or as they were: recovery makes none up (G2). */
    @CrashTest
    @DisplayName("one cut of a file keeps its times")
    static class ShrinkKeepsTimes extends SmallWorkload {
        private static final long BEFORE = 1_234_567_890_123_456_789L;

        ShrinkKeepsTimes() {
            super(History.from(Tree.empty().file("/a", OLD)).then(tree -> tree.content("/a", Content.of(1, 5001))));
        }

        @Override
        @Prepare
        void tree(DaxFileSystem fs) {
            super.tree(fs);
            fs.setTimes("/a", BEFORE, BEFORE);
        }

        @Workload
        void truncate(DaxFileSystem fs, Milestones reached) {
            fs.truncate("/a", 5001);
            reached.mark(Long.toString(fs.stat("/a").mtime()));
            reached.mark(History.DONE);
        }

        @Verify
        void timesAreThoseOfTheTruncate(DaxFileSystem fs, Crash crash) throws Throwable {
            if (Durable.reached(fs, crash, History.DONE)) {
                long seen = Long.parseLong(crash.milestones().getFirst());
                Promise.durable(() -> assertThat(fs.stat("/a").mtime()).isEqualTo(seen));
            }
        }
    }

    /** A file whose log has filled its page: one line names the page, and each entry takes one. */
    @CrashTest
    @DisplayName("one change for which a log needs another page")
    static class GrowLog extends SmallWorkload {
        private static final int FULL = 63;

        GrowLog() {
            super(History.from(Tree.empty().file("/a", OLD).mode("/a", FULL)).then(tree -> tree.mode("/a", FULL + 1)));
        }

        @Override
        @Prepare
        void tree(DaxFileSystem fs) {
            try (DaxFile a = fs.create("/a")) {
                a.write(0, OLD);
            }
            for (int entries = 3; entries <= FULL; entries++) {
                fs.chmod("/a", entries);
            }
        }

        @Workload
        void oneMore(DaxFileSystem fs, Milestones reached) {
            fs.chmod("/a", FULL + 1);
            reached.mark(History.DONE);
        }
    }
}
