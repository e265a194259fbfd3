package org.powercut.framework.oracle.spec;

import java.util.EnumSet;
import java.util.Set;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.MapMode;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.VersionedBytes;
import org.powercut.framework.oracle.spec.SpecState.Mapped;

/** What open files and mappings do. A path stands for the inode that it named when it was opened or mapped first. */
final class MappingRules {
    private final Draft draft;
    private final DataRules data;

    MappingRules(Draft draft) {
        this.draft = draft;
        this.data = new DataRules(draft);
    }

    void open(String path) {
        if (!draft.held.containsKey(path)) {
            draft.held.put(path, data.file(path));
        }
    }

    void mapStore(Operation.MapStore store) {
        int number = mappedFile(store.path());
        Node.File file = draft.file(number);
        long end = store.offset() + store.length();
        SpecError.unless(end <= FileData.pagesOf(file.data().size()) * FileData.PAGE, Errno.EINVAL);
        map(store.path(), number, store.mode());
        SpecError.unless(store.mode() != MapMode.SHARED_READ, Errno.EBADF);
        boolean reachesTheFile = store.mode() != MapMode.PRIVATE && store.length() > 0;
        if (reachesTheFile) {
            SpecError.unless(!file.attributes().isImmutable(), Errno.EPERM);
            store(number, store, Math.min(end, file.data().size()));
        }
    }

    /** What is stored past the end of the file never becomes content of it. */
    private void store(int number, Operation.MapStore store, long end) {
        if (store.offset() < end) {
            byte[] bytes = VersionedBytes.of(store.version(), store.offset(), Math.toIntExact(end - store.offset()));
            data.writeInPlace(number, store.offset(), bytes);
        }
        if (store.mode() == MapMode.SHARED_SYNC) {
            FilePages.forEach(
                    store.offset(),
                    end,
                    (index, from, to, at) -> draft.syncWritable.add(
                            draft.file(number).data().pages().get(index)));
        }
        draft.touch(number);
    }

    private int mappedFile(String path) {
        Mapped mapped = draft.mapped.get(path);
        return mapped == null ? data.writable(path) : mapped.node();
    }

    private void map(String path, int number, MapMode mode) {
        Mapped mapped = draft.mapped.get(path);
        Set<MapMode> modes = EnumSet.of(mode);
        if (mapped != null) {
            modes.addAll(mapped.modes());
        }
        if (mode == MapMode.SHARED_SYNC && (mapped == null || !mapped.modes().contains(mode))) {
            SpecError.unless(canMapSync(draft.file(number)), Errno.EOPNOTSUPP);
        }
        draft.mapped.put(path, new Mapped(number, modes));
    }

    /** A promise about blocks in place: for files whose blocks stay, and that are accessed directly. */
    private boolean canMapSync(Node.File file) {
        boolean direct = file.attributes().flags().contains(FileFlag.DAX);
        return data.isInPlace(file) && (direct || !draft.rules.can(Capability.FILE_FLAGS));
    }

    /** The inode that {@link Operation.Persist} works on; mapped from now on. */
    int persist(String path) {
        int number = mappedFile(path);
        map(path, number, MapMode.SHARED_SYNC);
        return number;
    }

    /** The inode that {@link Operation.Msync} works on; mapped from now on. */
    int msync(String path) {
        int number = mappedFile(path);
        Mapped mapped = draft.mapped.get(path);
        boolean sync = mapped != null && mapped.modes().contains(MapMode.SHARED_SYNC);
        map(path, number, sync ? MapMode.SHARED_SYNC : MapMode.SHARED);
        return number;
    }
}
