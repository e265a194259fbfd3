package org.powercut.suites.corpus;

import static org.powercut.framework.engine.PublishedBug.Kind.MISSING_FLUSH;
import static org.powercut.framework.engine.PublishedBug.Kind.NOT_ATOMIC;
import static org.powercut.framework.engine.PublishedBug.Kind.RECOVERY;
import static org.powercut.framework.engine.PublishedBug.Kind.REPLICA;
import static org.powercut.framework.engine.PublishedBug.Kind.WRONG_INDEX;
import static org.powercut.framework.explore.FailureClass.LOST_ACKNOWLEDGED_DATA;
import static org.powercut.framework.explore.FailureClass.METADATA_INCONSISTENCY;
import static org.powercut.framework.explore.FailureClass.TORN_WRITE;
import static org.powercut.framework.explore.FailureClass.UNMOUNTABLE;
import static org.powercut.suites.corpus.BugList.CORE;
import static org.powercut.suites.corpus.BugList.UNDO;
import static org.powercut.suites.corpus.BugList.UNDO_PACKAGE;
import static org.powercut.suites.corpus.BugList.WEAK;

import org.powercut.framework.engine.PublishedBug.Kind;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.inject.Mutation.CallToo;
import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.ReplaceArgument;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;

/**
 * What Silhouette found beyond Chipmunk, most of it in NOVA-Fortis, in the order and with the reports of its published
 * reproductions; those are of fourteen of the fifteen bugs that it counts.
 */
final class SilhouetteBugs {
    private static final String FINDER = "Silhouette";
    /** The number of the root directory's inode in dax-fs. */
    private static final long ROOT = 1;

    private final BugList list;

    SilhouetteBugs(BugList list) {
        this.list = list;
    }

    void add() {
        attributes();
        names();
        snapshots();
        memory();
        others();
    }

    private void attributes() {
        bug(
                        "SILHOUETTE-REPLICA",
                        "N154",
                        "the pointer to a replica is not persisted: the replica is useless when it is needed",
                        REPLICA,
                        MISSING_FLUSH)
                .planted("the replica of a log's end is not written back", "G41")
                .shownBy("RecoveryWorkloads.AppendOnReplica", LOST_ACKNOWLEDGED_DATA)
                .at(new DropFlush(Aim.at("InodeTable.storeReplicaTail:flush")));
        bug(
                        "SILHOUETTE-SYMLINK",
                        "N153",
                        "the size of a symbolic link counts one byte more on the media than in memory: it is another one"
                                + " after the next mount",
                        WRONG_INDEX)
                .planted("the log says of a new link's size that it is one byte more", "G18")
                .shownBy("NameWorkloads.Symlink", METADATA_INCONSISTENCY)
                .in(new ReplaceArgument(CORE + "Symlinks", "write", "Transaction.write", 0, 5, 12L));
        bug(
                        "SILHOUETTE-BLOCKS",
                        "N151",
                        "the number of blocks after fallocate is counted in memory, and is another one after the next mount",
                        WRONG_INDEX)
                .planted("the log says of each run of new blocks that it is one block, however many there are", "G3")
                .on(WEAK)
                .shownBy("SyncWorkloads.AllocateThenFsync", LOST_ACKNOWLEDGED_DATA)
                .in(new ReplaceResult(CORE + "Transaction", "write", "toIntExact", 0, 1));
        bug(
                        "SILHOUETTE-TRUNCATE",
                        "N152",
                        "a truncate is two steps, the size and the blocks: in between, old bytes show when the file grows",
                        NOT_ATOMIC)
                .planted("a file is cut before the cut counts", "G14", "G15")
                .shownBy("DataWorkloads.ShrinkThenReuse", UNMOUNTABLE)
                .in(new SkipCall(CORE + "FileWriter", "truncate", "commit", 0));
    }

    private void names() {
        bug("SILHOUETTE-DENTRY", "N147", "a directory lists a name with the number of another one's inode", WRONG_INDEX)
                .planted("a directory lists each name with the number of the root", "G11")
                .shownBy("NameWorkloads.Create", TORN_WRITE)
                .in(new ReplaceResult(CORE + "DaxFs", "lambda$readdir$1", "ino", 0, ROOT));
        bug(
                        "SILHOUETTE-RMDIR",
                        "N148",
                        "unlink and rmdir are two steps, the inode and its name: a name is there whose inode is gone",
                        NOT_ATOMIC)
                .planted("rmdir removes the name in a step of its own, before the inode is free", "G12")
                .shownBy("NameWorkloads.Rmdir", UNMOUNTABLE)
                .in(new CallToo(CORE + "NamespaceChanges", "remove", "removeName", 0, "transaction", "commit"));
    }

    private void snapshots() {
        bug(
                        "SILHOUETTE-SNAPSHOT-ID",
                        "N136",
                        "after a mount, the epoch is still that of the last snapshot: no other one can be made",
                        RECOVERY)
                .planted("after a mount, what is done counts as done before the snapshots", "G33")
                .shownBy("SnapshotWorkloads.WriteAfterSnapshot", METADATA_INCONSISTENCY)
                .in(new ReplaceResult(CORE + "Volume", "<init>", "epochOfNow", 0, 1L));
        bug(
                        "SILHOUETTE-SNAPSHOT-REMOVAL",
                        "N138",
                        "what a removed snapshot leaves is walked past the link to its next page: entries are made up",
                        WRONG_INDEX)
                .planted("with a snapshot go the blocks that others show", "G33")
                .shownBy("SnapshotWorkloads.DeleteSnapshotThenCreate", UNMOUNTABLE)
                .in(new ReplaceResult(CORE + "DeadBlocks", "removeUnseen", "showsAny", 0, false));
    }

    private void memory() {
        bug(
                        "SILHOUETTE-CHECKSUM",
                        "N137",
                        "structures in memory have checksums, one of which is not kept up to date: nothing can be made",
                        REPLICA)
                .impossible("neither file system keeps checksums of what it has in memory");
        bug(
                        "SILHOUETTE-PROCFS",
                        "N149",
                        "the kernel reads the number of a snapshot from a pointer of the user's: it crashes",
                        WRONG_INDEX)
                .impossible("there is one address space, and a snapshot is named by a string");
        bug(
                        "SILHOUETTE-UNSET",
                        "N146",
                        "recovery uses memory on the stack that nothing was stored to: the mount crashes",
                        RECOVERY)
                .impossible("there is no such memory in Java: fields begin as zero, and locals must be set");
    }

    private void others() {
        list.published(
                        "SILHOUETTE-APPEND",
                        FINDER,
                        "PMFS",
                        "P10",
                        "a write to a file that was opened for appending does not go to its end",
                        WRONG_INDEX)
                .planted("a write to a file that was opened for appending goes to its start", "G17")
                .on(UNDO)
                .shownBy("UndoWorkloads.WriteToAppend", TORN_WRITE)
                .in(new ReplaceResult(UNDO_PACKAGE + "UndoFile", "lambda$write$0", "size", 0, 0L));
        list.published(
                        "SILHOUETTE-ORPHAN",
                        FINDER,
                        "WineFS, PMFS",
                        "W26",
                        "the number of an orphan is used again while it is still listed: recovery cuts the new file",
                        RECOVERY)
                .planted("an orphan that the journal's record made is brought back by the next mount", "G16", "G20")
                .on(WEAK)
                .shownBy("RecoveryWorkloads.OrphanThenReuse", METADATA_INCONSISTENCY)
                .in(new ForceReturn(CORE + "Journal$Pending", "creates", false));
        bug(
                        "SILHOUETTE-GC",
                        "",
                        "the count of entries by which a log is cleaned up is not changed together with the entries",
                        NOT_ATOMIC)
                .planted("the checkpoint, which says what is in use, is not changed together with what it says", "G20")
                .shownBy("RecoveryWorkloads.CutAfterCheckpoint", METADATA_INCONSISTENCY)
                .in(new SkipCall(CORE + "Transaction", "begin", "beforeChange", 0));
        list.published("SILHOUETTE-15", FINDER, "unknown", "", "counted, and not among the published reproductions")
                .impossible("what it is was not found in what was published");
    }

    private BugList.Published bug(String id, String report, String description, Kind... kinds) {
        return list.published(id, FINDER, "NOVA-Fortis", report, description, kinds);
    }
}
