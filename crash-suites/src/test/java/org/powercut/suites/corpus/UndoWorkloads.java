package org.powercut.suites.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;

/** The same on undo-fs, which changes in place: what PMFS and WineFS did wrong, a log cannot do. */
final class UndoWorkloads {
    private static final String UNDO_FS = "org.powercut.suites.undofs.UndoFsProvider";

    private UndoWorkloads() {}

    @CrashTest
    @OnFileSystem(UNDO_FS)
    @DisplayName("one mkdir in place")
    static class Mkdir extends NameWorkloads.Mkdir {}

    @CrashTest
    @OnFileSystem(UNDO_FS)
    @DisplayName("one unlink in place of a file with two names")
    static class UnlinkOne extends NameWorkloads.UnlinkOne {}

    @CrashTest
    @OnFileSystem(UNDO_FS)
    @DisplayName("one rename in place over another file")
    static class RenameOver extends NameWorkloads.RenameOver {}

    @CrashTest
    @OnFileSystem(UNDO_FS)
    @DisplayName("one cut in place of a file")
    static class Shrink extends DataWorkloads.Shrink {}

    @CrashTest
    @OnFileSystem(UNDO_FS)
    @DisplayName("one write in place that ends within a word, without a log")
    static class WriteInPlace extends DataWorkloads.WriteInPlace {}

    @CrashTest
    @OnFileSystem(UNDO_FS)
    @DisplayName("one write in place that begins within a word, without a log")
    static class WriteInPlaceUnaligned extends DataWorkloads.WriteInPlaceUnaligned {}

    @CrashTest
    @OnFileSystem(UNDO_FS)
    @DisplayName("one write in place to a file that was opened for appending")
    static class WriteToAppend extends DataWorkloads.WriteToAppend {}

    /** A directory's times are those of its last change, whatever the name is like. */
    @CrashTest
    @OnFileSystem({UNDO_FS, "dax-fs"})
    @DisplayName("one new file with a long name, and the time of its directory")
    static class CreateWithLongNameAtATime extends NameWorkloads.CreateWithLongName {
        private static final long BEFORE = 1_234_567_890_123_456_789L;

        @Override
        @Prepare
        void tree(DaxFileSystem fs) {
            super.tree(fs);
            fs.setTimes("/", BEFORE, BEFORE);
        }

        @Verify
        void timeAndNameChangeTogether(DaxFileSystem fs) throws Throwable {
            boolean there = fs.exists("/" + NameWorkloads.LONG);
            Promise.atomic(() -> assertThat(fs.stat("/").mtime() != BEFORE).isEqualTo(there));
        }
    }
}
