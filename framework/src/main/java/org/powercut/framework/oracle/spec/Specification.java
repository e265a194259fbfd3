package org.powercut.framework.oracle.spec;

import java.util.Map;
import org.apiguardian.api.API;
import org.powercut.daxfs.Errno;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.Outcome;

/**
 * Says what each operation does: takes a state and an operation, and gives the next state, or the error that POSIX and the
 * plug ask for, which leaves everything as it was. Pure.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Specification {
    private Specification() {}

    /** What an operation does if there is room for it and the media is sound. */
    public static Step apply(SpecState state, Operation operation) {
        if (state.frozen() && !operation.goesOnWhileFrozen()) {
            return failed(state, Errno.EAGAIN);
        }
        Draft draft = new Draft(state);
        try {
            perform(draft, operation);
        } catch (SpecError e) {
            return failed(state, e.errno());
        }
        draft.noteChanges();
        SpecState during = draft.finish();
        new DurabilityRules(draft).acknowledge(operation);
        return new Step(Outcome.DONE, during, draft.finish());
    }

    /** What an operation did that is known to have ended so. */
    public static Step apply(SpecState state, Operation operation, Outcome outcome) {
        Errno error = outcome.error();
        return error == null ? apply(state, operation) : failed(state, error);
    }

    private static Step failed(SpecState state, Errno error) {
        SpecState unchanged = new Draft(state).finish();
        return new Step(Outcome.failed(error), unchanged, unchanged);
    }

    private static void perform(Draft draft, Operation operation) {
        switch (operation) {
            case Operation.Create o -> new NameRules(draft).create(o);
            case Operation.Mkdir o -> new NameRules(draft).mkdir(o.path());
            case Operation.Mknod o -> new NameRules(draft).mknod(o);
            case Operation.Symlink o -> new NameRules(draft).symlink(o);
            case Operation.Link o -> new NameRules(draft).link(o);
            case Operation.Unlink o -> new NameRules(draft).unlink(o.path());
            case Operation.Rmdir o -> new NameRules(draft).rmdir(o.path());
            case Operation.Rename o -> new NameRules(draft).rename(o);
            case Operation.Tmpfile o -> new NameRules(draft).tmpfile(o);
            case Operation.Write o -> new DataRules(draft).write(o);
            case Operation.Append o -> new DataRules(draft).append(o);
            case Operation.Truncate o -> new DataRules(draft).truncate(o);
            case Operation.Fallocate o -> new RangeRules(draft).fallocate(o);
            case Operation.Clone o -> new CloneRules(draft).clone(o);
            case Operation.CloneRange o -> new CloneRules(draft).cloneRange(o);
            case Operation.Dedupe o -> new CloneRules(draft).dedupe(o);
            case Operation.Chmod o -> new AttributeRules(draft).chmod(o);
            case Operation.Chown o -> new AttributeRules(draft).chown(o);
            case Operation.Utimes o -> new AttributeRules(draft).utimes(o);
            case Operation.SetFlags o -> new AttributeRules(draft).setFlags(o);
            case Operation.SetXattr o -> new AttributeRules(draft).setXattr(o);
            case Operation.RemoveXattr o -> new AttributeRules(draft).removeXattr(o);
            case Operation.Open o -> new MappingRules(draft).open(o.path());
            case Operation.Close o -> draft.held.remove(o.path());
            case Operation.MapStore o -> new MappingRules(draft).mapStore(o);
            case Operation.Persist o -> new MappingRules(draft).persist(o.path());
            case Operation.Msync o -> new MappingRules(draft).msync(o.path());
            case Operation.Unmap o -> draft.mapped.remove(o.path());
            case Operation.Fsync o -> new DurabilityRules(draft).requireSyncable(o.path());
            case Operation.Fdatasync o -> new DurabilityRules(draft).requireSyncable(o.path());
            case Operation.SyncRange o -> new DataRules(draft).file(o.path());
            case Operation.Sync o -> {}
            case Operation.Remount o -> remount(draft);
            case Operation.Freeze o -> {
                SpecError.unless(!draft.frozen, Errno.EBUSY);
                draft.frozen = true;
            }
            case Operation.Thaw o -> {
                SpecError.unless(draft.frozen, Errno.EINVAL);
                draft.frozen = false;
            }
            case Operation.CreateSnapshot o -> {
                SpecError.unless(!draft.snapshots.containsKey(o.name()), Errno.EEXIST);
                draft.snapshots.put(o.name(), Map.copyOf(draft.nodes));
            }
            case Operation.DeleteSnapshot o -> SpecError.unless(draft.snapshots.remove(o.name()) != null, Errno.ENOENT);
        }
    }

    private static void remount(Draft draft) {
        draft.held.clear();
        draft.mapped.clear();
        draft.frozen = false;
    }
}
