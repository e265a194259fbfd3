package org.powercut.suites.mutants;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.powercut.framework.engine.Mutant;

/** The mutant that each guarantee has to itself, and the class of its tests that catches it first: without any other class. */
final class OwnMutants {
    /** In the order of the guarantees, each of which is the first that its mutant names. */
    private static final String CLASSES = """
            mapped-page-not-flushed FsyncKeepsMappedStores
            owner-not-restored FsyncKeepsAttributes
            msync-not-fenced FdatasyncKeepsDataAndSize
            group-record-not-fenced FsyncKeepsMovedFiles
            sync-forgets-mapped-files SyncKeepsEverything
            force-ends-with-the-first-page ForceKeepsItsRange
            synchronous-write-joins-a-group SynchronousWritesAreDurableAtReturn
            sync-range-writes-nothing SyncFileRangeKeepsOverwrites
            tail-not-flushed EveryOperationIsDurableAtReturn
            write-error-forgotten WriteErrorsAreTold
            rename-without-journal RenameReplacesTheTarget
            unlink-forgets-count CreateAndUnlinkAreAtomic
            moved-directory-not-counted DirectoryRenameKeepsTheTree
            range-edge-not-zeroed FallocateIsAllOrNothing
            new-page-not-zeroed ReusedBlocksShowNoStaleData
            orphan-not-reclaimed OrphansAreReclaimed
            data-after-entry CowWritesAreAtomic
            target-after-link SymlinksAreNeverEmpty
            value-after-entry XattrsChangeWhole
            mount-repair-not-fenced RepairedCopiesAreDurable.ByMount
            dax-of-every-file DaxStateCanBeAsked
            flags-not-restored FlagsStay
            dax-switched-under-a-mapping DaxChangesWhenNothingDependsOnIt
            promised-fault-joins-a-group MapSyncNeverFallsBack
            fault-not-durable MapSyncNeedsNoSystemCall
            written-pages-stay-mapped ReadsWritesAndMappingsAgree
            no-write-protect FsyncWatchesThePageAgain
            munmap-forgets-stores UnmappedStoresStayDirty
            mapping-forgets-stores FsyncCoversEveryMapping
            freeze-forgets-mappings FreezeLeavesNothingToRecover
            pins-ignored FreedBlocksWaitForTheirUsers
            clone-source-not-marked ClonesArePrivate
            epoch-not-begun SnapshotsNeverChange
            checksum-off-not-fenced ChecksumsNeverCryWolf
            error-names-wrong-bytes PoisonReadsAsAnError
            mapped-error-names-wrong-bytes MappedPoisonIsATypedError
            badblock-dropped-before-data ClearedPoisonHoldsTheNewData
            freed-poison-not-healed ReusedPoisonIsHealed
            listed-sectors-ignored MediaErrorsAreListedPerFile
            badblock-not-persisted BadblockListSurvives
            replica-tail-not-flushed MetadataIsRepairedFromItsReplica.OfTheInodes
            media-errors-not-told ErrorEventsKeepTheFirst
            scrub-skips-blocks ScrubFindsLatentErrors
            words-tear AlignedWordsNeverTear
            eadr-without-fence VisibleStoresSurviveOnEadr
            copied-but-not-fenced StoresPastTheCacheNeedAFence
            mark-of-use-not-set UnsafeShutdownsAreNoticed
            users-flush-cut UserFlushesCoverTheirLines
            preallocated-blocks-not-used PreallocatedSpaceIsKept
            journal-tails-not-fenced ThreadsLeaveNothingToOthers
            """;

    private OwnMutants() {}

    /** The same mutants; those that a guarantee has to itself say who catches them. */
    static List<Mutant> named(List<Mutant> mutants) {
        Map<String, String> classes = classes();
        List<Mutant> named = mutants.stream()
                .map(mutant -> classes.containsKey(mutant.name())
                        ? mutant.firstCaughtBy(classes.remove(mutant.name()))
                        : mutant)
                .toList();
        if (!classes.isEmpty()) {
            throw new IllegalStateException("there are no mutants " + classes.keySet());
        }
        return named;
    }

    private static Map<String, String> classes() {
        Map<String, String> classes = new TreeMap<>();
        CLASSES.lines().map(line -> line.split(" ")).forEach(words -> classes.put(words[0], words[1]));
        return classes;
    }
}
