package org.powercut.framework.generate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.powercut.daxfs.MapMode;
import org.powercut.framework.oracle.Operation;

/**
 * The ways to make an operation durable, the most specific one first: the sync of what it changed, of the directories of the
 * names that it changed, and at last of everything.
 */
final class PersistencePoints {
    private PersistencePoints() {}

    /** The ways for the first of these operations that has any, each a few operations; never none. */
    static List<List<Operation>> after(List<Operation> operations) {
        Set<List<Operation>> points = new LinkedHashSet<>();
        for (Operation operation : operations) {
            if (points.isEmpty()) {
                points.addAll(own(operation));
            }
        }
        points.add(List.of(new Operation.Sync()));
        return List.copyOf(points);
    }

    private static List<List<Operation>> own(Operation operation) {
        return switch (operation) {
            case Operation.Create o -> names(o.path(), o.path(), parent(o.path()));
            case Operation.Mkdir o -> names(o.path(), o.path(), parent(o.path()));
            case Operation.Mknod o -> names(parent(o.path()));
            case Operation.Symlink o -> names(parent(o.path()));
            case Operation.Link o -> names(o.path(), parent(o.path()));
            case Operation.Unlink o -> names(parent(o.path()));
            case Operation.Rmdir o -> names(parent(o.path()));
            case Operation.Rename o -> names(parent(o.to()), parent(o.from()), o.to());
            case Operation.Tmpfile o -> names(o.path(), parent(o.path()));
            case Operation.Write o -> range(o.path(), o.offset(), o.length());
            case Operation.Append o -> data(o.path());
            case Operation.Truncate o -> data(o.path());
            case Operation.Fallocate o -> data(o.path());
            case Operation.Clone o -> data(o.to());
            case Operation.CloneRange o -> data(o.to());
            case Operation.Dedupe o -> data(o.to());
            case Operation.Chmod o -> names(o.path());
            case Operation.Chown o -> names(o.path());
            case Operation.Utimes o -> names(o.path());
            case Operation.SetFlags o -> names(o.path());
            case Operation.SetXattr o -> names(o.path());
            case Operation.RemoveXattr o -> names(o.path());
            case Operation.MapStore o -> mapped(o);
            default -> List.of();
        };
    }

    private static List<List<Operation>> names(String... paths) {
        List<List<Operation>> points = new ArrayList<>();
        for (String path : paths) {
            points.add(List.of(new Operation.Fsync(path)));
        }
        return points;
    }

    private static List<List<Operation>> data(String path) {
        return List.of(List.of(new Operation.Fsync(path)), List.of(new Operation.Fdatasync(path)));
    }

    private static List<List<Operation>> range(String path, long offset, long length) {
        List<List<Operation>> points = new ArrayList<>(data(path));
        points.add(List.of(new Operation.SyncRange(path, offset, length)));
        return points;
    }

    private static List<List<Operation>> mapped(Operation.MapStore store) {
        List<Operation> fsync = List.of(new Operation.Fsync(store.path()));
        List<Operation> later = List.of(new Operation.Unmap(store.path()), new Operation.Fsync(store.path()));
        return switch (store.mode()) {
            case MapMode.SHARED_SYNC ->
                List.of(
                        List.of(new Operation.Persist(store.path(), store.offset(), store.length())),
                        fsync,
                        List.of(new Operation.Msync(store.path(), store.offset(), store.length())));
            case MapMode.SHARED ->
                List.of(
                        List.of(new Operation.Msync(store.path(), store.offset(), store.length())),
                        fsync,
                        List.of(new Operation.Fdatasync(store.path())),
                        later);
            default -> List.of(fsync);
        };
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }
}
