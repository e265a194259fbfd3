package org.powercut.suites.corpus;

import static org.powercut.framework.engine.PublishedBug.Kind.MISSING_FLUSH;
import static org.powercut.framework.engine.PublishedBug.Kind.NOT_ATOMIC;
import static org.powercut.framework.engine.PublishedBug.Kind.RECOVERY;
import static org.powercut.framework.engine.PublishedBug.Kind.REPLICA;
import static org.powercut.suites.corpus.BugList.CORE;
import static org.powercut.suites.corpus.BugList.WEAK;

import org.powercut.framework.engine.PublishedBug.Kind;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.inject.Mutation.CallToo;
import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;

/** The kinds of bug that Silhouette found beyond those of Chipmunk, most of them in NOVA-Fortis. */
final class SilhouetteBugs {
    private final BugList list;

    SilhouetteBugs(BugList list) {
        this.list = list;
    }

    void add() {
        bug(
                        "SILHOUETTE-REPLICA",
                        "the pointer to a replica is not persisted: the replica is useless when it is needed",
                        REPLICA,
                        MISSING_FLUSH)
                .planted("the replica of a log's end is not written back", "G41")
                .shownBy("RecoveryWorkloads.AppendOnReplica")
                .at(new DropFlush(Aim.at("InodeTable.storeReplicaTail:flush")));
        bug("SILHOUETTE-TRUNCATE", "a truncate that spans log and journal is not atomic", NOT_ATOMIC)
                .planted("a file is cut before the cut counts", "G14", "G15")
                .shownBy("DataWorkloads.ShrinkThenReuse")
                .in(new SkipCall(CORE + "FileWriter", "truncate", "commit", 0));
        bug("SILHOUETTE-DENTRY", "two names lead to one inode that knows of one", NOT_ATOMIC)
                .planted("a rename adds the new name and leaves the old one", "G11")
                .shownBy("NameWorkloads.Rename")
                .in(new SkipCall(CORE + "NamespaceChanges", "move", "removeName", 1));
        bug("SILHOUETTE-RMDIR", "unlink and rmdir are two steps: the name, then the inode", NOT_ATOMIC)
                .planted("rmdir removes the name in a step of its own, before the inode is free", "G12")
                .shownBy("NameWorkloads.Rmdir")
                .in(new CallToo(CORE + "NamespaceChanges", "remove", "removeName", 0, "transaction", "commit"));
        bug("SILHOUETTE-SNAPSHOT-ID", "recovery goes on with the wrong snapshot id", RECOVERY)
                .planted("after a mount, what is done counts as done before the snapshots", "G33")
                .shownBy("SnapshotWorkloads.WriteAfterSnapshot")
                .in(new ReplaceResult(CORE + "Volume", "<init>", "epochOfNow", 0, 1L));
        bug("SILHOUETTE-SNAPSHOT-REMOVAL", "removing a snapshot frees what others show", RECOVERY)
                .planted("with a snapshot go the blocks that others show", "G33")
                .shownBy("SnapshotWorkloads.DeleteSnapshotThenCreate")
                .in(new ReplaceResult(CORE + "DeadBlocks", "removeUnseen", "showsAny", 0, false));
        bug("SILHOUETTE-ORPHAN", "recovery uses the number of an orphan again that is not gone yet", RECOVERY)
                .planted("an orphan that the journal's record made is brought back by the next mount", "G16", "G20")
                .on(WEAK)
                .shownBy("RecoveryWorkloads.OrphanThenReuse")
                .in(new ForceReturn(CORE + "Journal$Pending", "creates", false));
        bug("SILHOUETTE-GC", "the garbage collection of a log is not atomic", NOT_ATOMIC)
                .planted("a log that was written anew may count before it is durable", "G9")
                .shownBy("DataWorkloads.CleanUpLog")
                .at(new DropFence(Aim.at("Journal.commit:fence")));
    }

    private BugList.Published bug(String id, String description, Kind... kinds) {
        return list.published(id, "Silhouette", "NOVA-Fortis", "", description, kinds);
    }
}
