package org.powercut.suites.mutants;

import static org.powercut.suites.mutants.DaxFsMutants.CORE;

import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.ShortenFlush;
import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;

/**
 * The bugs that show while a file system is up, with what a power cut makes of them: who is told of errors, what DAX depends on, which
 * pages a mapping has, and the marks by which the next mount knows what happened.
 */
final class LiveMutants {
    private static final String ERRORS = "error reports";
    private static final String DAX = "DAX state";
    private static final String MAPPINGS = "stale mappings";
    private static final String MARKS = "marks";

    private final MutantList list;

    LiveMutants(MutantList list) {
        this.list = list;
    }

    void add() {
        errors();
        daxState();
        mappings();
        marks();
        sharing();
    }

    private void errors() {
        list.code(
                "write-error-forgotten",
                ERRORS,
                "a write-back that failed is told to nobody but the one who asked for it",
                new SkipCall(CORE + "Volume", "dataLost", "WriteErrors.add", 0),
                "G10");
        list.code(
                "write-error-told-to-all",
                ERRORS,
                "a write-back error is told to who was not there, and told again",
                new ReplaceResult(CORE + "WriteErrors$Listener", "<init>", "number", 0, 0),
                "G10");
        list.code(
                "media-errors-not-told",
                ERRORS,
                "media errors are listed, and no stream hears of them",
                new SkipCall(CORE + "MediaErrorFeed", "deliver", "lost", 0),
                "G42");
    }

    private void daxState() {
        list.code(
                "dax-of-every-file",
                DAX,
                "every file is said to be accessed directly, whatever flag and mount say",
                new ForceReturn(CORE + "Volume", "isDax", true),
                "G21");
        list.code(
                "dax-switched-under-a-mapping",
                DAX,
                "DAX changes although the file is mapped",
                new ReplaceResult(CORE + "AttributeOperations", "requireFlagsCanChange", "isMapped", 0, false),
                "G23");
        list.code(
                "dax-switched-on-a-full-directory",
                DAX,
                "DAX of a directory changes although there are names in it",
                new ReplaceResult(CORE + "AttributeOperations", "requireFlagsCanChange", "isEmpty", 0, true),
                "G23");
    }

    private void mappings() {
        list.code(
                "written-pages-stay-mapped",
                MAPPINGS,
                "a mapping keeps the hole or the old block of a page that a write has moved",
                new SkipCall(CORE + "FileWriter", "switchPages", "invalidate", 0),
                "G26");
        list.code(
                "cut-pages-stay-mapped",
                MAPPINGS,
                "a mapping keeps the pages that a truncate has taken from the file",
                new SkipCall(CORE + "Mappings", "truncate", "dropFrom", 0),
                "G26",
                "G31");
        list.code(
                "pins-ignored",
                MAPPINGS,
                "blocks go from under a pin",
                new ForceReturn(CORE + "Pins", "overlap", false),
                "G31");
        list.device(
                "users-flush-cut",
                "wrong index or length",
                "a user's flush leaves the last line of its range out",
                new ShortenFlush(Aim.at("MappedAccess.flush:flush")),
                "G48",
                "G25");
        list.device(
                "users-fence-dropped",
                "missing fence",
                "a user's fence completes nothing",
                new DropFence(Aim.at("Mapping.fence:fence")),
                "G48",
                "G25");
    }

    private void marks() {
        list.code(
                "mark-of-use-not-set",
                MARKS,
                "the first change of a mount does not say that the file system is in use",
                new SkipCall(CORE + "ShutdownGuard", "beforeChange", "markInUse", 0),
                "G47");
        list.code(
                "mark-of-use-stays",
                MARKS,
                "an unmount leaves the mark of use",
                new ForceReturn(CORE + "ShutdownGuard", "endUse", null),
                "G47");
        list.code(
                "shutdown-counts-not-compared",
                MARKS,
                "a mount does not look whether the device counts more unsafe shutdowns",
                new ForceReturn(CORE + "ShutdownGuard", "isSameAsBefore", true),
                "G47");
    }

    private void sharing() {
        list.code(
                "exchange-keeps-a-name",
                "not atomic",
                "an exchange of names leaves the first one where it was as well",
                new SkipCall(CORE + "Exchange", "exchange", "removeName", 0),
                "G11");
        list.code(
                "dedupe-does-not-compare",
                "sharing",
                "ranges are shared whether or not they hold the same bytes",
                new ForceReturn(CORE + "SameBytes", "in", true),
                "G32");
        list.code(
                "unshare-leaves-pages-shared",
                "sharing",
                "an unshared range still has what others have",
                new ForceReturn(CORE + "RangeOperations", "unshare", null),
                "G32");
    }
}
