package org.powercut.suites.mutants;

import static org.powercut.suites.mutants.DaxFsMutants.CORE;

import java.util.List;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.PostponeStore;
import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;

/** The bugs in what files can share and carry: clones, snapshots, freeze, checksums, fallocate, attributes, scrub. */
final class FeatureMutants {
    private static final String SHARING = "sharing";
    private static final String SNAPSHOTS = "snapshots";
    private static final String RANGES = "fallocate";
    private static final String ATTRIBUTES = "attributes";
    private static final String MEDIA = "media errors";

    private final MutantList list;

    FeatureMutants(MutantList list) {
        this.list = list;
    }

    void add() {
        clones();
        snapshots();
        checksums();
        ranges();
        attributes();
        scrub();
    }

    private void clones() {
        list.code(
                "clone-source-not-marked",
                SHARING,
                "the log of a cloned file does not say that its blocks are shared",
                new SkipCall(CORE + "Reflink", "share", "stageSource", 0),
                "G32");
        list.code(
                "clone-without-mapped-stores",
                SHARING,
                "a clone is committed before what was stored to its source through mappings is written back",
                new SkipCall(CORE + "Reflink", "share", "writeBack", 0),
                "G32");
        list.code(
                "shared-page-stored-in-place",
                SHARING,
                "a page that something else holds too is changed where it lies",
                new ForceReturn(CORE + "Volume", "mustCopy", false),
                "G32",
                "G33");
        list.device(
                "copy-after-commit",
                SHARING,
                "a page is copied for its new owner after the entry that names the copy is durable",
                new PostponeStore(Aim.at("Unsharing.storePage:ntPutBytes")),
                "G32",
                "G33");
        list.code(
                "shared-block-freed-early",
                SHARING,
                "a block is free when the first of its owners gives it up",
                new ForceReturn(CORE + "ShareCounts", "release", true),
                "G32");
    }

    private void snapshots() {
        list.code(
                "epoch-not-begun",
                SNAPSHOTS,
                "what is done after a snapshot counts as done before it",
                new SkipCall(CORE + "SnapshotOperations", "createStandingStill", "beginEpochAfter", 0),
                "G33");
        list.code(
                "snapshot-keeps-no-blocks",
                SNAPSHOTS,
                "what a file loses is free, whatever snapshots show",
                new ForceReturn(CORE + "Retention", "keeps", false),
                "G33");
        list.code(
                "delete-frees-other-snapshots",
                SNAPSHOTS,
                "with a snapshot go the blocks that others show",
                new ReplaceResult(CORE + "DeadBlocks", "removeUnseen", "showsAny", 0, false),
                "G33",
                "G20");
        list.code(
                "lost-blocks-not-found-again",
                SNAPSHOTS,
                "mount takes what only snapshots show for free",
                new SkipCall(CORE + "Deaths", "addUnless", "add", 0),
                "G33",
                "G20");
        list.code(
                "freeze-forgets-mappings",
                SNAPSHOTS,
                "a freeze neither writes mapped pages back nor protects them",
                new SkipCall(CORE + "DaxFs", "freeze", "syncStandingStill", 0),
                "G30");
    }

    private void checksums() {
        list.dropFence(
                "checksum-off-not-fenced",
                "DataChecksums.fenceOff",
                "a page can be stored to before its checksum is durably off",
                "G34");
        list.dropFlush(
                "checksum-not-flushed",
                "DataChecksums.flushStored",
                "the checksums of new blocks are not written back",
                "G34");
    }

    private void ranges() {
        list.code(
                "range-not-committed",
                RANGES,
                "fallocate returns before its entries count",
                new SkipCall(CORE + "RangeOperations", "run", "Transaction.commit", 0),
                "G14",
                "G49");
        list.code(
                "range-edge-not-zeroed",
                RANGES,
                "a range that is to be zero keeps what is in the pages at its edges",
                new ForceReturn(CORE + "RangeOperations", "zeroPartialPage", null),
                "G14");
        list.code(
                "unwritten-shows",
                RANGES,
                "blocks given in advance show what was in them",
                new ForceReturn(CORE + "PageWord", "isUnwritten", false),
                "G15",
                "G49");
        list.add(new Mutant(
                "preallocated-blocks-not-used",
                "a write to blocks given in advance takes others",
                RANGES,
                List.of("G49"),
                new ReplaceResult(CORE + "NewPages", "begin", "hasUnwritten", 0, false),
                new ReplaceResult(CORE + "NewPages", "toAllocate", "isUnwritten", 0, false)));
    }

    private void attributes() {
        list.device(
                "value-after-entry",
                ATTRIBUTES,
                "a long value of an extended attribute is stored after the entry that names it is durable",
                new PostponeStore(Aim.at("XattrOperations.storeValuePage:ntPutBytes")),
                "G19");
        list.code(
                "flags-not-restored",
                ATTRIBUTES,
                "mount forgets the flags of files",
                new SkipCall(CORE + "LogReplay", "attributes", "adoptFlags", 0),
                "G22");
        list.code(
                "owner-not-restored",
                ATTRIBUTES,
                "mount forgets whose a file is",
                new ReplaceResult(CORE + "LogReplay", "attributes", "getInt", 1, 0),
                "G2");
    }

    private void scrub() {
        list.code(
                "scrub-skips-blocks",
                MEDIA,
                "a scrub looks at replicated structs alone",
                new SkipCall(CORE + "Scrub", "run", "scrubBlocks", 0),
                "G43",
                "G39");
    }
}
