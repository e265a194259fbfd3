package org.powercut.suites.mutants;

import java.util.List;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.MutantSource;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.PostponeFlush;
import org.powercut.framework.fault.PostponeStore;
import org.powercut.framework.fault.ShortenFlush;
import org.powercut.framework.fault.SkipStore;
import org.powercut.framework.inject.Mutation.CallInstead;
import org.powercut.framework.inject.Mutation.CallToo;
import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;

/**
 * The bugs planted in dax-fs, most of them like one that Chipmunk, Silhouette or Vinter found in a real file system, each
 * with the guarantees that it breaks. A bug that shows at the device names the site whose instruction goes wrong; a bug in the
 * code names the call that is missing or wrong.
 */
public final class DaxFsMutants implements MutantSource {
    static final String CORE = "org.powercut.daxfs.core.";
    private static final String ORDER = "wrong order";
    private static final String NOT_ATOMIC = "not atomic";
    private static final String LENGTH = "wrong index or length";
    private static final String RECOVERY = "recovery";
    private static final String REPLICA = "replica";

    private final MutantList list = new MutantList();

    /** Lists them. */
    public DaxFsMutants() {
        missingFlushes();
        missingFences();
        wrongOrder();
        wrongLengths();
        notAtomic();
        mappings();
        mediaErrors();
        recoveryAndReplicas();
        new FeatureMutants(list).add();
        new GroupMutants(list).add();
        new LiveMutants(list).add();
        new DeviceMutants(list).add();
        new UpkeepMutants(list).add();
    }

    @Override
    public List<Mutant> mutants() {
        return OwnMutants.named(list.mutants());
    }

    private void missingFlushes() {
        list.dropFlush("entry-not-flushed", "InodeLog.appendEntry", "a log entry is not written back", "G9", "G12");
        list.dropFlush(
                "log-page-not-flushed",
                "InodeLog.linkPage",
                "the first line of a log page is not written back",
                "G9",
                "G12");
        list.dropFlush(
                "tail-not-flushed",
                "InodeTable.storePrimaryTail",
                "the new end of a log is not written back",
                "G9",
                "G20");
        list.dropFlush(
                "inode-not-flushed",
                "InodeTable.storeIdentity",
                "the identity of a new inode is not written back",
                "G12");
        list.dropFlush(
                "journal-record-not-flushed",
                "Journal.prepareRecord",
                "a journal record is not written back",
                "G11",
                "G20");
        list.dropFlush(
                "journal-commit-not-flushed",
                "Journal.publishRecord",
                "the journal's commit word is not written back",
                "G11",
                "G13",
                "G4");
        list.dropFlush(
                "mapped-page-not-flushed",
                "Mappings.flushPage",
                "fsync does not write dirty mapped pages back",
                "G1",
                "G27",
                "G29");
    }

    private void missingFences() {
        list.dropFence(
                "entry-not-fenced",
                "Transaction.commitOne",
                "the end of a log may persist before entry and data",
                "G9",
                "G17");
        list.dropFence(
                "tail-not-fenced",
                "InodeTable.commitTail",
                "an operation returns before the log's end is durable",
                "G9",
                "G2");
        list.dropFence(
                "overwrite-not-fenced",
                "FileWriter.fenceData",
                "an overwrite in place returns before it is durable",
                "G17");
        list.dropFence(
                "journal-record-not-fenced",
                "Journal.commit",
                "the commit word may persist before its record",
                "G11",
                "G12");
        list.dropFence(
                "journal-commit-not-fenced",
                "Journal.publishRecord",
                "log ends may persist before the journal's commit word",
                "G11",
                "G13");
        list.dropFence(
                "msync-not-fenced",
                "FileSync.fenceMapped",
                "fdatasync and msync return before the pages are durable",
                "G3",
                "G6");
    }

    private void wrongOrder() {
        list.device(
                "entry-after-tail",
                ORDER,
                "a log entry is written back after the end that commits it",
                new PostponeFlush(Aim.at("InodeLog.appendEntry:flush")),
                "G9",
                "G12");
        list.device(
                "data-after-entry",
                ORDER,
                "new pages are stored after the entry that names them is durable",
                new PostponeStore(Aim.at("FileWriter.storeWholePages:ntPutBytes")),
                "G17");
        list.device(
                "target-after-link",
                ORDER,
                "a symbolic link's target is stored after its entry is durable",
                new PostponeStore(Aim.at("Symlinks.write:ntPutBytes")),
                "G18");
        list.code(
                "badblock-dropped-before-data",
                ORDER,
                "a healed sector leaves the list before good data is durable in it",
                new CallInstead(CORE + "FileWriter", "writeSettled", "clearPoison", 0, "clearAndDrop"),
                "G37");
    }

    private void wrongLengths() {
        list.dropFlush(
                "edges-not-flushed",
                "FileWriter.flushEdges",
                "bytes of partial words at both ends of a write stay in the cache",
                "G9",
                "G17");
        list.device(
                "long-entry-cut",
                LENGTH,
                "the last line of a log entry is not written back",
                new ShortenFlush(Aim.at("InodeLog.appendEntry:flush")),
                "G12");
        list.device(
                "last-line-of-page-cut",
                LENGTH,
                "fsync leaves the last line of each page out",
                new ShortenFlush(Aim.at("Mappings.flushPage:flush")),
                "G1",
                "G5");
        list.device(
                "grown-page-not-zeroed",
                LENGTH,
                "what lies past the end of the last page shows when the file grows",
                new SkipStore(Aim.at("FileWriter.zeroGap:ntFill")),
                "G14");
        list.device(
                "new-page-not-zeroed",
                LENGTH,
                "a page that a mapped store puts into a hole keeps its old bytes",
                new SkipStore(Aim.at("FileWriter.allocatePage:ntFill")),
                "G15");
        list.code(
                "partial-page-not-cleared",
                LENGTH,
                "a page that is written in part gets the rest from an earlier write",
                new SkipCall(CORE + "FileWriter", "storeMixedPage", "clear", 0),
                "G15");
    }

    private void notAtomic() {
        list.code(
                "rename-without-journal",
                NOT_ATOMIC,
                "the logs of several inodes change one by one, without a record",
                new SkipCall(CORE + "Journal", "commit", "publishRecord", 0),
                "G11",
                "G12");
        list.code(
                "unlink-forgets-count",
                NOT_ATOMIC,
                "unlink removes the name and leaves the link count",
                new SkipCall(CORE + "NamespaceChanges", "remove", "stageUnlinked", 0),
                "G12");
        list.code(
                "replaced-file-keeps-count",
                NOT_ATOMIC,
                "rename leaves the link count of the file that it replaces",
                new SkipCall(CORE + "NamespaceChanges", "move", "stageUnlinked", 0),
                "G11");
        list.code(
                "moved-directory-not-counted",
                NOT_ATOMIC,
                "a directory that moves leaves the link counts of both its parents",
                new ReplaceResult(CORE + "NamespaceChanges", "move", "isDirectory", 0, false),
                "G13");
    }

    private void mappings() {
        list.code(
                "no-write-protect",
                "dirty tracking",
                "fsync leaves pages writable, so that later stores go unnoticed",
                new SkipCall(CORE + "Mappings", "flushDirty", "writeProtect", 0),
                "G27",
                "G30",
                "G33");
        list.code(
                "dirty-tag-not-set",
                "dirty tracking",
                "a store through a mapping does not mark its page dirty",
                new SkipCall(CORE + "MappedPages", "mapForStores", "Mappings.markDirty", 0),
                "G1",
                "G28");
        list.code(
                "sync-forgets-mapped-files",
                "dirty tracking",
                "sync does not know files that were only stored to",
                new SkipCall(CORE + "MappedPages", "mapForStores", "Volume.markDirty", 0),
                "G5");
        list.code(
                "fault-not-durable",
                "MAP_SYNC",
                "a page can be stored to before the file durably has its block",
                new SkipCall(CORE + "FileWriter", "allocatePage", "commit", 0),
                "G25",
                "G24");
        list.code(
                "force-ends-with-the-first-page",
                "dirty tracking",
                "force writes back nothing past the first page of the file",
                new ReplaceResult(CORE + "Mapping", "force", "FileSize.page", 1, 0L),
                "G6");
        list.code(
                "munmap-forgets-stores",
                "dirty tracking",
                "the pages that a mapping left dirty are forgotten when it goes",
                new CallToo(CORE + "Mappings", "remove", "List.remove", 0, "dirty", "clear"),
                "G28");
        list.code(
                "mapping-forgets-stores",
                "dirty tracking",
                "the pages that other mappings left dirty are forgotten when the file is mapped once more",
                new CallToo(CORE + "Mappings", "add", "List.add", 0, "dirty", "clear"),
                "G29");
    }

    private void mediaErrors() {
        list.code(
                "badblock-not-persisted",
                "media errors",
                "sectors that went bad are listed in DRAM only",
                new SkipCall(CORE + "Badblocks", "add", "BadblockLog.add", 0),
                "G40",
                "G37");
        list.code(
                "listed-sectors-ignored",
                "media errors",
                "what the device lists is not taken for a loss of any file",
                new ForceReturn(CORE + "Badblocks", "inDataArea", null),
                "G39",
                "G40",
                "G43");
        list.code(
                "error-names-wrong-bytes",
                "media errors",
                "a media error names bytes of the file that are not lost",
                new ReplaceResult(CORE + "FileReader", "poisoned", "MediaRange.offset", 0, 0L),
                "G35",
                "G36");
        list.code(
                "mapped-error-names-wrong-bytes",
                "media errors",
                "a media error that a mapped load meets names other bytes of the file",
                new ReplaceResult(CORE + "MappedAccess", "poisoned", "address", 0, 0L),
                "G36");
        list.code(
                "freed-poison-not-healed",
                "media errors",
                "blocks are used again with their poison",
                new SkipCall(CORE + "Volume", "allocate", "heal", 0),
                "G38");
    }

    private void recoveryAndReplicas() {
        list.code(
                "log-turn-forgotten",
                RECOVERY,
                "a log that ends where it once was replaced is taken for the old one",
                new ForceReturn(CORE + "InodeLog", "nextTurn", 0),
                "G9");
        list.add(new Mutant(
                "journal-not-replayed",
                "mount does not look into the journal",
                RECOVERY,
                List.of("G11", "G20"),
                new ReplaceResult(CORE + "Journal", "read", "getLong", 0, 0L),
                new ReplaceResult(CORE + "Journal", "read", "getLong", 1, 0L)));
        list.code(
                "orphan-not-reclaimed",
                RECOVERY,
                "mount leaves files without a name in their blocks",
                new SkipCall(CORE + "LinkCheck", "checkLinks", "attempt", 0),
                "G16");
        list.dropFlush(
                "replica-tail-not-flushed",
                "InodeTable.storeReplicaTail",
                "the replica of a log's end is not written back",
                "G41");
        list.dropFlush(
                "superblock-repair-not-flushed",
                "Superblock.store",
                "a repaired superblock is not written back",
                "G41");
        list.device(
                "inode-repair-not-flushed",
                REPLICA,
                "a repaired copy of an inode is not written back",
                new DropFlush(Aim.at("InodeTable.restoreCopy:flush")),
                "G41");
    }
}
