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

import org.powercut.framework.engine.PublishedBug.Kind;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.PostponeStore;
import org.powercut.framework.fault.ShortenFlush;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.inject.Mutation.CallToo;
import org.powercut.framework.inject.Mutation.KeepArgument;
import org.powercut.framework.inject.Mutation.ReplaceArgument;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;

/** What Vinter found in NOVA, NOVA-Fortis and PMFS; a row for each workload that showed something of its own. */
final class VinterBugs {
    /** Bytes of one copy of an inode of dax-fs, as its on-media format has it. */
    private static final int COPY = 64;

    private final BugList list;

    VinterBugs(BugList list) {
        this.list = list;
    }

    void add() {
        novaData();
        novaNames();
        fortis();
        pmfs();
    }

    private BugList.Published bug(String id, String project, String report, String description, Kind... kinds) {
        return list.published(id, "Vinter", project, report, description, kinds);
    }

    private void novaData() {
        bug(
                        "VINTER-WRITE",
                        "NOVA",
                        "N105",
                        "a copy past the cache leaves its unaligned end in the cache: the end of a write is zeros",
                        MISSING_FLUSH)
                .planted("no partial word at either end of a write is written back", "G9", "G17")
                .shownBy("DataWorkloads.WriteInPlace", LOST_ACKNOWLEDGED_DATA)
                .at(new DropFlush(Aim.at("FileWriter.flushEdges:flush")));
        bug("VINTER-SYMLINK", "NOVA", "N124", "as VINTER-WRITE, in the target of a symbolic link", MISSING_FLUSH)
                .planted("a link's target is not filled up to whole words, so that its end stays in the cache", "G18")
                .shownBy("NameWorkloads.Symlink", METADATA_INCONSISTENCY)
                .in(new KeepArgument(CORE + "Symlinks", "write", "ceil", 0));
    }

    private void novaNames() {
        bug("VINTER-LINK", "NOVA", "N125", "link is not atomic: count and name part", NOT_ATOMIC)
                .planted("link changes the count in a step of its own, before the name is there", "G12")
                .shownBy("NameWorkloads.Link", UNMOUNTABLE)
                .in(new CallToo(CORE + "NamespaceChanges", "link", "links", 0, "transaction", "commit"));
        bug("VINTER-UNLINK", "NOVA", "N125", "unlink is not atomic: name and count part", NOT_ATOMIC)
                .planted("unlink removes the name in a step of its own, before the count changes", "G12")
                .shownBy("NameWorkloads.UnlinkOne", UNMOUNTABLE)
                .in(new CallToo(CORE + "NamespaceChanges", "remove", "removeName", 0, "transaction", "commit"));
        bug("VINTER-RENAME-OVER", "NOVA", "N116", "a rename over a file is not atomic: both files are gone", NOT_ATOMIC)
                .planted("both old names go in a step of its own, before the new one is there", "G11")
                .shownBy("NameWorkloads.RenameOver", UNMOUNTABLE)
                .in(new CallToo(CORE + "NamespaceChanges", "move", "removeName", 1, "transaction", "commit"));
        bug("VINTER-RENAME-DIRECTORY", "NOVA", "", "a rename of a directory is not atomic", NOT_ATOMIC)
                .planted("the logs of both directories change one after the other, without a record", "G11", "G13")
                .shownBy("NameWorkloads.MoveDirectory", UNMOUNTABLE)
                .in(new SkipCall(CORE + "Journal", "commit", "publishRecord", 0));
        bug(
                        "VINTER-RENAME-LONG",
                        "NOVA",
                        "",
                        "a rename to a long name is not atomic, and the file cannot be reached",
                        NOT_ATOMIC)
                .planted("the end of the log may count before a name of several lines is there", "G11")
                .shownBy("NameWorkloads.RenameToLongName", UNMOUNTABLE)
                .at(new ShortenFlush(Aim.at("InodeLog.appendEntry:flush").during("rename")));
        bug("VINTER-TOUCH-LONG", "NOVA", "", "a new file's long name is cut short", WRONG_INDEX)
                .planted("the last line of the name's log entry is not written back", "G12")
                .shownBy("NameWorkloads.CreateWithLongName", UNMOUNTABLE)
                .at(new ShortenFlush(Aim.at("InodeLog.appendEntry:flush").occurrence(2)));
    }

    private void fortis() {
        bug(
                        "VINTER-FORTIS-APPEND",
                        "NOVA-Fortis",
                        "N121",
                        "recovery takes the older copy of an inode for the good one: the file is empty after append or update",
                        REPLICA)
                .planted("recovery prefers the replica of an inode, which is not written back", "G41", "G9")
                .shownBy("DataWorkloads.Append", LOST_ACKNOWLEDGED_DATA)
                .in(staleReplica());
        bug(
                        "VINTER-FORTIS-NAMES",
                        "NOVA-Fortis",
                        "N122",
                        "the same for a directory, after unlink, rmdir, rename, link: it cannot be listed",
                        REPLICA)
                .planted("recovery prefers the replica of an inode, which is not written back", "G41", "G9")
                .shownBy("NameWorkloads.Rename", LOST_ACKNOWLEDGED_DATA)
                .in(staleReplica());
        bug(
                        "VINTER-FORTIS-EXTEND",
                        "NOVA-Fortis",
                        "N123",
                        "after a crash while a log is extended, the next append to it panics",
                        RECOVERY)
                .planted(
                        "the line that leads from a log's new page to the one before is stored after the log counts",
                        "G9")
                .shownBy("DataWorkloads.GrowLog", UNMOUNTABLE)
                .at(new PostponeStore(Aim.at("InodeLog.linkPage:putBytes")));
        bug(
                        "VINTER-FORTIS-AFTER",
                        "NOVA-Fortis",
                        "",
                        "after recovery of write, touch or a long name, further writes fail",
                        RECOVERY)
                .planted("recovery brings a copy of an inode up to date with a word that makes it free", "G20", "G41")
                .shownBy("RecoveryWorkloads.LinkThenGoOn", METADATA_INCONSISTENCY)
                .in(new ReplaceArgument(CORE + "InodeTable", "repairCopy", "putLong", 0, 1, 0L));
    }

    /** The two copies of an inode change places when they are read, and what the replica gets is not written back. */
    private static Mutation[] staleReplica() {
        return new Mutation[] {
            new ReplaceArgument(CORE + "InodeTable", "loadWhole", "loadCopy", 0, 1, COPY),
            new ReplaceArgument(CORE + "InodeTable", "loadWhole", "loadCopy", 1, 1, 0),
            new SkipCall(CORE + "InodeTable", "storeReplicaTail", "flush", 0)
        };
    }

    private void pmfs() {
        bug(
                        "VINTER-PMFS-UNLINK",
                        "PMFS",
                        "",
                        "unlink is not atomic: name, link count and time change one by one",
                        NOT_ATOMIC)
                .planted("words change in place without a record of what they were", "G12")
                .on(UNDO)
                .shownBy("UndoWorkloads.UnlinkOne", TORN_WRITE)
                .in(new SkipCall(UNDO_PACKAGE + "Journal", "commit", "Journal.record", 0));
        bug(
                        "VINTER-PMFS-BALLOC",
                        "PMFS",
                        "P6",
                        "as PMFS1, after rmdir, rename and unlink: the mount crashes in the block allocator",
                        RECOVERY)
                .planted("mount trims what the list names, and then finds out which blocks are in use", "G16", "G20")
                .on(UNDO)
                .shownBy("UndoWorkloads.RenameOver", UNMOUNTABLE)
                .in(BugList.trimBeforeBlocks());
        bug(
                        "VINTER-PMFS-LONG",
                        "PMFS",
                        "",
                        "a name of several lines and the times of its directory are not atomic",
                        NOT_ATOMIC)
                .planted(
                        "the journal has the directory's times, which lie first, and nothing else that changes",
                        "G2",
                        "G12")
                .on(UNDO)
                .shownBy("UndoWorkloads.CreateWithLongNameAtATime", METADATA_INCONSISTENCY)
                .in(new ReplaceResult(UNDO_PACKAGE + "Journal", "commit", "size", 2, 1));
    }
}
