package org.powercut.suites.corpus;

import static org.powercut.framework.engine.PublishedBug.Kind.IN_PLACE;
import static org.powercut.framework.engine.PublishedBug.Kind.MISSING_FENCE;
import static org.powercut.framework.engine.PublishedBug.Kind.MISSING_FLUSH;
import static org.powercut.framework.engine.PublishedBug.Kind.NOT_ATOMIC;
import static org.powercut.framework.engine.PublishedBug.Kind.RECOVERY;
import static org.powercut.framework.engine.PublishedBug.Kind.REPLICA;
import static org.powercut.framework.engine.PublishedBug.Kind.WRONG_INDEX;
import static org.powercut.framework.explore.FailureClass.BROKEN_PROMISE;
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
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.PostponeStore;
import org.powercut.framework.fault.TornWrite;
import org.powercut.framework.inject.Mutation.CallInstead;
import org.powercut.framework.inject.Mutation.CallToo;
import org.powercut.framework.inject.Mutation.ReplaceArgument;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;

/** What Chipmunk found in NOVA, NOVA-Fortis, PMFS, WineFS and SplitFS, and what its authors reported beside. */
final class ChipmunkBugs {
    private final BugList list;

    ChipmunkBugs(BugList list) {
        this.list = list;
    }

    void add() {
        nova();
        fortis();
        pmfs();
        wineFs();
        splitFs();
        reports();
    }

    private BugList.Published bug(String id, String project, String report, String description, Kind... kinds) {
        return list.published(id, "Chipmunk", project, report, description, kinds);
    }

    private void nova() {
        bug(
                        "NOVA1",
                        "NOVA",
                        "N88",
                        "recovery looks into the entry of a second processor where there is one only: the mount crashes",
                        WRONG_INDEX)
                .planted(
                        "recovery reads the second slot of the journal, whichever holds the newest record",
                        "G11",
                        "G20")
                .shownBy("NameWorkloads.Mkdir", UNMOUNTABLE)
                .in(
                        new ReplaceArgument(CORE + "Journal", "read", "slotOffset", 2, 0, 1),
                        new ReplaceArgument(CORE + "Journal", "read", "slotOffset", 3, 0, 1));
        bug(
                        "NOVA2",
                        "NOVA",
                        "N91",
                        "without checksums, an update of an inode returns before it is flushed: file and directory cannot be"
                                + " read",
                        MISSING_FLUSH)
                .planted("the identity of a new inode is not written back", "G12")
                .shownBy("NameWorkloads.Create", UNMOUNTABLE)
                .at(new DropFlush(Aim.at("InodeTable.storeIdentity:flush")));
        bug(
                        "NOVA3",
                        "NOVA",
                        "N94",
                        "recovery takes a log for begun unless head and tail are both empty, and one of them may be torn: the"
                                + " mount crashes",
                        RECOVERY)
                .planted(
                        "recovery takes an inode for free by the word in the table, and forgets the journal's",
                        "G12",
                        "G20")
                .shownBy("NameWorkloads.Create", UNMOUNTABLE)
                .in(new ReplaceResult(CORE + "InodeTable", "loadFree", "tailOf", 0, 0L));
        bug(
                        "NOVA4",
                        "NOVA",
                        "N116",
                        "a rename deletes the old name in place, outside of its journal: the file is lost",
                        IN_PLACE)
                .planted("a rename removes the old name in a step of its own", "G11")
                .shownBy("NameWorkloads.Rename", UNMOUNTABLE)
                .in(new CallToo(CORE + "NamespaceChanges", "move", "removeName", 1, "transaction", "commit"));
        bug(
                        "NOVA5",
                        "NOVA",
                        "",
                        "some fields of the names that a rename moves are not journaled: the file cannot be reached, its"
                                + " directory not be removed",
                        NOT_ATOMIC)
                .planted("the journal's record has the first of the inodes that change, and no other", "G11", "G13")
                .shownBy("NameWorkloads.Move", UNMOUNTABLE)
                .in(new ReplaceResult(CORE + "Journal", "prepareRecord", "targets", 0, 1));
        bug(
                        "NOVA6",
                        "NOVA",
                        "N119",
                        "a second link changes the count in the log's last entry in place: two links, one name",
                        IN_PLACE)
                .planted("link changes the count in a step of its own, before the name is there", "G12")
                .shownBy("NameWorkloads.Link", UNMOUNTABLE)
                .in(new CallToo(CORE + "NamespaceChanges", "link", "links", 0, "transaction", "commit"));
        bug(
                        "NOVA7",
                        "NOVA",
                        "N132",
                        "replay orders the entries of two open files of one inode wrongly: wrong size, lost data, also after a"
                                + " clean unmount",
                        RECOVERY)
                .planted("replay leaves out changes of the size", "G14")
                .shownBy("DataWorkloads.AppendAndShrink", LOST_ACKNOWLEDGED_DATA)
                .in(new SkipCall(CORE + "LogReplay", "apply", "size", 0));
        bug(
                        "NOVA8",
                        "NOVA",
                        "N134",
                        "the number of a file's last block is calculated wrongly after truncate and fallocate: data is lost,"
                                + " also after a clean unmount",
                        WRONG_INDEX)
                .planted("replay of a cut rounds the new end down to whole pages", "G14")
                .shownBy("DataWorkloads.Shrink", TORN_WRITE)
                .in(new CallInstead(CORE + "LogReplay", "size", "pages", 0, "page"));
    }

    private void fortis() {
        bug(
                        "FORTIS1",
                        "NOVA-Fortis",
                        "N120, N127",
                        "no fence between the primary log entry and its backup: wrong link counts, '..' missing",
                        MISSING_FENCE)
                .planted("no fence between the superblock and its replica", "G41")
                .shownBy("SnapshotWorkloads.FirstSnapshot", UNMOUNTABLE)
                .at(new DropFence(Aim.at("Superblock.updatePrimary:fence")));
        bug(
                        "FORTIS2",
                        "NOVA-Fortis",
                        "N100",
                        "the logs of a new inode begin one after the other, with the checksum in between: what needs the backup"
                                + " fails",
                        NOT_ATOMIC,
                        REPLICA)
                .planted("the replica of a new inode is not made", "G41")
                .shownBy("RecoveryWorkloads.CreateOnReplica", UNMOUNTABLE)
                .in(new SkipCall(CORE + "InodeTable", "initialise", "storeIdentity", 1));
        bug(
                        "FORTIS3",
                        "NOVA-Fortis",
                        "N131",
                        "not fixed when it was published; the report that fits: after truncate a checksum is of other bytes, so"
                                + " that reads fail with EIO",
                        REPLICA)
                .planted("a file grows over bytes that its checksum is of", "G34")
                .shownBy("DataWorkloads.Grow", BROKEN_PROMISE)
                .in(new SkipCall(CORE + "FileWriter", "truncate", "copyGap", 0));
        bug(
                        "FORTIS4",
                        "NOVA-Fortis",
                        "N118",
                        "not fixed when it was published; the report that fits: after write and fallocate the other copy of the"
                                + " inode is stored past the cache, and not fenced",
                        REPLICA,
                        MISSING_FENCE)
                .planted("the replica of a log's end is stored after the fence", "G41")
                .shownBy("RecoveryWorkloads.WriteAndAllocateOnReplica", LOST_ACKNOWLEDGED_DATA)
                .at(new PostponeStore(Aim.at("InodeTable.storeReplicaTail:putLong")));
    }

    private void pmfs() {
        bug(
                        "PMFS1",
                        "PMFS",
                        "P6",
                        "unfinished truncates are ended before the map of the blocks is there: the mount crashes",
                        RECOVERY)
                .planted("mount trims what the list names, and then finds out which blocks are in use", "G14", "G20")
                .on(UNDO)
                .shownBy("UndoWorkloads.Shrink", UNMOUNTABLE)
                .in(BugList.trimBeforeBlocks());
        bug(
                        "PMFS2",
                        "PMFS",
                        "P8",
                        "the fast way of a write flushes and does not fence: an acknowledged write is lost",
                        MISSING_FENCE)
                .planted("an overwrite in place returns before its fence", "G9", "G17")
                .shownBy("DataWorkloads.OverwriteInPlace", LOST_ACKNOWLEDGED_DATA)
                .at(new DropFence(Aim.at("FileWriter.fenceData:fence")));
        bug("PMFS3", "PMFS", "", "not fixed when it was published, and not described")
                .impossible("what it is was never published");
        bug(
                        "PMFS4",
                        "PMFS",
                        "",
                        "the test whether the last line needs a flush is wrong unless whole words are written: the tail is lost",
                        WRONG_INDEX,
                        MISSING_FLUSH)
                .planted("bytes of a partial last word stay in the cache", "G9", "G17")
                .on(UNDO)
                .shownBy("UndoWorkloads.WriteInPlace", LOST_ACKNOWLEDGED_DATA)
                .at(new DropFlush(Aim.at("FileData.flushEdges:flush#1")));
    }

    private void wineFs() {
        bug(
                        "WINEFS1",
                        "WineFS",
                        "",
                        "recovery reads the same processor's journal for all of them: bad directories and link counts, nothing"
                                + " can be made or removed",
                        WRONG_INDEX)
                .planted("recovery reads the first record for every record of the journal", "G11", "G12")
                .on(UNDO)
                .shownBy("UndoWorkloads.Mkdir", METADATA_INCONSISTENCY)
                .in(new ReplaceArgument(UNDO_PACKAGE + "Journal", "pending", "record", 0, 0, 0));
        bug("WINEFS2", "WineFS", "W1", "as PMFS2, in strict mode: an acknowledged write is lost", MISSING_FENCE)
                .planted("a copy-on-write write returns before the end of the log is durable", "G9", "G17")
                .shownBy("DataWorkloads.Write", LOST_ACKNOWLEDGED_DATA)
                .at(new DropFence(Aim.at("InodeTable.commitTail:fence")));
        bug(
                        "WINEFS3",
                        "WineFS",
                        "",
                        "as PMFS4, at the other end of the range: bytes of a line that is not flushed are lost",
                        WRONG_INDEX,
                        MISSING_FLUSH)
                .planted("bytes of a partial first word stay in the cache", "G9", "G17")
                .on(UNDO)
                .shownBy("UndoWorkloads.WriteInPlaceUnaligned", LOST_ACKNOWLEDGED_DATA)
                .at(new DropFlush(Aim.at("FileData.flushEdges:flush#0")));
        bug(
                        "WINEFS4",
                        "WineFS",
                        "W5",
                        "in strict mode a file of one block is overwritten in place: a write of 1024 bytes is torn",
                        IN_PLACE)
                .planted("every new file is one that is overwritten in place, whatever was asked for", "G17")
                .shownBy("DataWorkloads.Write", TORN_WRITE)
                .in(new ReplaceResult(CORE + "NamespaceChanges", "newInode", "flagsIn", 0, 1));
    }

    private void splitFs() {
        bug("S59", "SplitFS", "S59", "the log of operations is never synced: they are lost after fsync", MISSING_FLUSH)
                .planted("fsync writes mapped pages back, and leaves the group of operations", "G1", "G2")
                .on(WEAK)
                .shownBy("SyncWorkloads.AppendThenFsync", LOST_ACKNOWLEDGED_DATA)
                .in(new SkipCall(CORE + "FileSync", "sync", "Commits.sync", 0));
        bug(
                        "S66",
                        "SplitFS",
                        "S66",
                        "replay of an append looks for an inode number that is another file's by then: the append is lost",
                        RECOVERY)
                .planted("each entry of the journal's record has the number of the first one's inode", "G11", "G12")
                .on(WEAK)
                .shownBy("SyncWorkloads.AppendsThenFsync", TORN_WRITE)
                .in(new ReplaceArgument(CORE + "Journal", "prepareRecord", "ino", 0, 0, 0));
        bug("S67", "SplitFS", "S67", "replay of a rename cannot be repeated: both names are there", RECOVERY)
                .planted("replay of a rename adds the new name, and leaves the old one", "G11", "G20")
                .shownBy("NameWorkloads.Rename", UNMOUNTABLE)
                .in(new SkipCall(CORE + "LogReplay", "apply", "removeName", 0));
    }

    private void reports() {
        bug("P4", "PMFS", "P4", "mkfs does not flush the first entry of the root directory", MISSING_FLUSH)
                .planted("mkfs does not write the first entry of the root's log back", "G9")
                .on("raw device")
                .shownBy("RecoveryWorkloads.Mkfs", METADATA_INCONSISTENCY)
                .at(new DropFlush(Aim.at("InodeLog.appendEntry:flush")));
        bug("W3", "WineFS", "W3", "truncate is not atomic", NOT_ATOMIC)
                .planted("a file has grown before what lies behind its old end is zero", "G14")
                .shownBy("DataWorkloads.GrowInPlace", TORN_WRITE)
                .at(new PostponeStore(Aim.at("FileWriter.zeroGap:ntFill")));
        bug("W9", "WineFS", "W9", "truncates through several open files of one inode leave wrong blocks", RECOVERY)
                .planted("replay of a cut leaves the file its blocks behind the end", "G14", "G15")
                .shownBy("DataWorkloads.ShrinkAndGrow", UNMOUNTABLE)
                .in(new SkipCall(CORE + "LogReplay", "size", "removeFrom", 0));
        bug(
                        "W16",
                        "WineFS",
                        "W16",
                        "a locked exchange of 16 bytes is taken for atomic on the media, where only 8 are: a torn commit",
                        NOT_ATOMIC)
                .planted("the word that commits a log is wider than what the media store atomically", "G9", "G44")
                .shownBy("DataWorkloads.Append", UNMOUNTABLE)
                .at(new TornWrite(Aim.at("InodeTable.storePrimaryTail:putLong"), 2));
        bug("W20", "WineFS", "W20, W22", "ending unfinished truncates changes times", RECOVERY)
                .planted("replay of a cut makes a time up", "G2")
                .shownBy("DataWorkloads.ShrinkKeepsTimes", LOST_ACKNOWLEDGED_DATA)
                .in(new ReplaceResult(CORE + "LogReplay", "size", "getLong", 1, 12_345L));
    }
}
