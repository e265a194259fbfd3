package org.powercut.framework.oracle.judge;

import org.powercut.daxfs.MapMode;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.Operation.WriteDurability;
import org.powercut.framework.oracle.judge.Difference.Aspect;
import org.powercut.framework.oracle.spec.Node;
import org.powercut.framework.oracle.spec.SpecState;

/** Which guarantee speaks of what: the numbers are those of the list of guarantees. */
final class Promises {
    static final String DURABLE_AT_RETURN = "G9";
    static final String PERSISTENCE_POINTS = "G4";
    static final String NO_STALE_DATA = "G15";
    static final String WORDS = "G17";
    static final String RECOVERY = "G20";
    static final String SHARING = "G32";

    private Promises() {}

    /** Who promises that an operation happens as a whole or not at all. */
    static String atomicity(Operation operation, SpecState before) {
        return switch (operation) {
            case Operation.Rename o -> movesDirectory(o, before) ? "G13" : "G11";
            case Operation.Symlink o -> "G18";
            case Operation.Write o -> "G17";
            case Operation.Append o -> "G17";
            case Operation.Truncate o -> "G14";
            case Operation.Fallocate o -> "G14";
            case Operation.Clone o -> "G32";
            case Operation.CloneRange o -> "G32";
            case Operation.Dedupe o -> "G32";
            case Operation.SetXattr o -> "G19";
            case Operation.RemoveXattr o -> "G19";
            case Operation.SetFlags o -> "G22";
            case Operation.Chmod o -> "G2";
            case Operation.Chown o -> "G2";
            case Operation.Utimes o -> "G2";
            case Operation.MapStore o -> o.mode() == MapMode.SHARED_SYNC ? "G25" : WORDS;
            case Operation.Freeze o -> "G30";
            case Operation.Thaw o -> "G30";
            case Operation.CreateSnapshot o -> "G33";
            case Operation.DeleteSnapshot o -> "G33";
            case Operation.Create o -> "G12";
            case Operation.Mkdir o -> "G12";
            case Operation.Mknod o -> "G12";
            case Operation.Tmpfile o -> "G12";
            case Operation.Link o -> "G12";
            case Operation.Unlink o -> "G12";
            case Operation.Rmdir o -> "G12";
            default -> RECOVERY;
        };
    }

    private static boolean movesDirectory(Operation.Rename rename, SpecState before) {
        return Expected.of(before.nodes()).entries().stream()
                .anyMatch(entry -> entry.path().equals(rename.from()) && entry.node() instanceof Node.Directory);
    }

    /** Who promises that something is durable because this operation has returned. */
    static String durability(Operation operation, Aspect aspect, SpecState before) {
        return switch (operation) {
            case Operation.Fsync o ->
                switch (aspect) {
                    case NAMES, TARGET, SNAPSHOTS -> PERSISTENCE_POINTS;
                    case CONTENT -> "G1";
                    case ATTRIBUTES, SIZE, BLOCKS, XATTRS -> "G2";
                };
            case Operation.Fdatasync o -> aspect == Aspect.NAMES ? PERSISTENCE_POINTS : "G3";
            case Operation.Sync o -> "G5";
            case Operation.Remount o -> "G5";
            case Operation.Msync o -> "G6";
            case Operation.SyncRange o -> "G8";
            case Operation.Persist o -> "G25";
            case Operation.MapStore o -> "G25";
            case Operation.Freeze o -> "G30";
            case Operation.CreateSnapshot o -> "G33";
            case Operation.Write o when o.durability() != WriteDurability.DEFAULT -> "G7";
            default -> before.rules().isStrong() ? DURABLE_AT_RETURN : PERSISTENCE_POINTS;
        };
    }
}
