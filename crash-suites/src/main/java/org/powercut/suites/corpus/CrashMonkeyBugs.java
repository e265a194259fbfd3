package org.powercut.suites.corpus;

import static org.powercut.framework.engine.PublishedBug.Kind.INCOMPLETE_SYNC;
import static org.powercut.framework.engine.PublishedBug.Kind.NOT_ATOMIC;
import static org.powercut.framework.engine.PublishedBug.Kind.RECOVERY;
import static org.powercut.framework.explore.FailureClass.LOST_ACKNOWLEDGED_DATA;
import static org.powercut.framework.explore.FailureClass.TORN_WRITE;
import static org.powercut.framework.explore.FailureClass.UNMOUNTABLE;
import static org.powercut.suites.corpus.BugList.CORE;
import static org.powercut.suites.corpus.BugList.WEAK;

import org.powercut.framework.engine.PublishedBug.Kind;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.inject.Mutation.ReplaceArgument;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;

/**
 * What CrashMonkey and ACE found in btrfs and F2FS, numbered as in their list of new bugs (newBugs.md in utsaslab/crashmonkey): fsync of
 * one thing leaves out another that came before it. Planted in
 * what the contract WEAK commits with a sync; under the other one, fsync has nothing to do.
 */
final class CrashMonkeyBugs {
    private final BugList list;

    CrashMonkeyBugs(BugList list) {
        this.list = list;
    }

    void add() {
        btrfsNames();
        btrfsFsync();
        f2fs();
    }

    private void bug(
            String id,
            String project,
            String description,
            Kind kind,
            String how,
            String test,
            FailureClass finding,
            String guarantee,
            Mutation... mutations) {
        list.published(id, "CrashMonkey", project, "", description, kind)
                .planted(how, guarantee)
                .on(WEAK)
                .shownBy("SyncWorkloads." + test, finding)
                .in(mutations);
    }

    private void btrfsNames() {
        bug(
                "CM1",
                "btrfs",
                "a file is renamed over another, a neighbour made and synced: the replaced file is gone, the new one not there",
                NOT_ATOMIC,
                "the logs that a group changed change one by one",
                "RenameOverThenFsyncOfNeighbour",
                UNMOUNTABLE,
                "G11",
                new SkipCall(CORE + "Journal", "commit", "publishRecord", 0));
        bug(
                "CM2",
                "btrfs",
                "a file moves to a directory, which takes the other one's name; the file is synced, and is in both directories",
                NOT_ATOMIC,
                "the record of a group has the first log that changed, and no other",
                "MoveThenFsync",
                UNMOUNTABLE,
                "G11",
                new ReplaceResult(CORE + "Journal", "prepareRecord", "targets", 0, 1));
        bug(
                "CM3",
                "btrfs",
                "a directory that was synced is not there, nor what is in it",
                INCOMPLETE_SYNC,
                "fsync writes mapped pages back, and leaves the group of operations",
                "MkdirThenFsync",
                LOST_ACKNOWLEDGED_DATA,
                "G4",
                new SkipCall(CORE + "FileSync", "sync", "Commits.sync", 0));
        bug(
                "CM4",
                "btrfs",
                "a directory is renamed, a file made there, and both are synced: directory and file are gone",
                INCOMPLETE_SYNC,
                "a group commits the first log that changed, and no other",
                "MakeAndMoveThenFsync",
                UNMOUNTABLE,
                "G4",
                new ReplaceResult(CORE + "GroupCommits", "write", "isAppendToOneLog", 0, true));
    }

    private void btrfsFsync() {
        bug(
                "CM5",
                "btrfs",
                "a further name in another directory is not there after fsync of the file, nor is that directory",
                INCOMPLETE_SYNC,
                "of what an operation changes, the first inode joins the group",
                "MakeAndLinkThenFsync",
                UNMOUNTABLE,
                "G4",
                new ReplaceResult(CORE + "Group", "join", "targets", 0, 1));
        bug(
                "CM6",
                "btrfs",
                "a file is not there after fsync of its directory, since a file further below was synced before",
                INCOMPLETE_SYNC,
                "a group's record and its commit have the first log that changed, and no other",
                "CreateThenFsyncOfDirectory",
                UNMOUNTABLE,
                "G4",
                new ReplaceResult(CORE + "Journal", "prepareRecord", "targets", 0, 1),
                new ReplaceResult(CORE + "Journal", "applyTails", "targets", 0, 1));
        bug(
                "CM7",
                "btrfs",
                "a file gets a second name in a new directory, and is synced: the second name is gone",
                INCOMPLETE_SYNC,
                "a sync writes a group's bytes back, and commits none of its logs",
                "CreateAndLinkThenFsync",
                LOST_ACKNOWLEDGED_DATA,
                "G4",
                new ReplaceResult(CORE + "GroupCommits", "write", "targets", 0, 0));
        bug(
                "CM8",
                "btrfs",
                "blocks past the end of a file, given by fallocate, are lost after fsync",
                INCOMPLETE_SYNC,
                "fallocate does not commit what it gives",
                "AllocateThenFsync",
                LOST_ACKNOWLEDGED_DATA,
                "G3",
                new SkipCall(CORE + "RangeOperations", "run", "Transaction.commit", 0));
    }

    private void f2fs() {
        bug(
                "CM9",
                "F2FS",
                "zeros past the end of a file that keeps its size, and fdatasync: recovery makes the file longer",
                RECOVERY,
                "the entries of fallocate say that the file reaches as far as the range",
                "ZeroThenFdatasync",
                TORN_WRITE,
                "G3",
                new ReplaceArgument(CORE + "PageChanges", "stage", "write", 0, 5, 16_384L));
        bug(
                "CM10",
                "F2FS",
                "a directory is renamed, a file made there and synced: the file is in the directory's old place",
                INCOMPLETE_SYNC,
                "a group counts as durable without being written",
                "RenameDirectoryThenFsyncOfNewFile",
                LOST_ACKNOWLEDGED_DATA,
                "G4",
                new SkipCall(CORE + "GroupCommits", "commitRunning", "GroupCommits.write", 0));
    }
}
