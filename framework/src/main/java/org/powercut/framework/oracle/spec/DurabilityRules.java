package org.powercut.framework.oracle.spec;

import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.Operation.WriteDurability;

/**
 * What has become durable when an operation returns. Under STRONG each operation has, but for stores through mappings. Under
 * WEAK metadata is committed in the order of the operations: whatever makes a file durable makes durable all that came before,
 * or at least what came before the file's last change, as the file system declares ({@link Capability#ORDERED_COMMITS}). Data
 * in place is durable only where something was said of it.
 */
final class DurabilityRules {
    private final Draft draft;

    DurabilityRules(Draft draft) {
        this.draft = draft;
    }

    /** The operation at work has returned. */
    void acknowledge(Operation operation) {
        switch (operation) {
            case Operation.Write o -> written(o);
            case Operation.MapStore o -> stored(o);
            case Operation.Persist o -> persisted(o.path(), o.offset(), o.length());
            case Operation.Msync o -> {
                commit(mappedNode(o.path()));
                makeDurable(mappedNode(o.path()), o.offset(), o.offset() + o.length());
            }
            case Operation.Fsync o -> synced(o.path(), true);
            case Operation.Fdatasync o -> synced(o.path(), false);
            case Operation.SyncRange o -> rangeSynced(o);
            case Operation.Sync o -> draft.commitEverything();
            case Operation.Remount o -> draft.commitEverything();
            case Operation.Freeze o -> draft.commitEverything();
            case Operation.CreateSnapshot o -> draft.commitEverything();
            default -> {}
        }
        if (draft.rules.isStrong()) {
            draft.commit(draft.operation);
            draft.nodes.replaceAll((number, node) -> Draft.timesDurable(node));
        }
    }

    /** A synchronous write makes its own bytes durable, and the file that they are in; not what mappings have stored elsewhere (open(2)). */
    private void written(Operation.Write write) {
        int number = PathWalk.find(draft, write.path());
        boolean synchronous = write.durability() != WriteDurability.DEFAULT;
        if (synchronous) {
            commit(number);
        }
        if (write.durability() == WriteDurability.SYNC) {
            timesDurable(number);
        }
        if (synchronous || draft.rules.isStrong()) {
            makeDurable(number, write.offset(), write.offset() + write.length());
        }
    }

    /**
     * A page that can be stored to through MAP_SYNC is in its file durably. Where visible stores persist, so is what was
     * stored: nothing is left for the user to flush. A mapping without MAP_SYNC promises nothing of its blocks anywhere.
     */
    private void stored(Operation.MapStore store) {
        for (int number : draft.syncWritable) {
            draft.commit(draft.page(number).birth());
        }
        if (draft.rules.keepsVisibleStores() && store.mode() == MapMode.SHARED_SYNC) {
            persisted(store.path(), store.offset(), store.length());
        }
    }

    /** What was stored to a range of a MAP_SYNC mapping is on the media. */
    private void persisted(String path, long offset, long length) {
        FileData data = draft.file(mappedNode(path)).data();
        long end = Math.min(offset + length, data.size());
        FilePages.forEach(offset, end, (index, from, to, at) -> {
            int number = data.pages().getOrDefault(index, FileData.UNWRITTEN);
            if (draft.syncWritable.contains(number)) {
                draft.pages.put(number, draft.page(number).durable(from, to, draft.operation));
            }
        });
    }

    private int mappedNode(String path) {
        return java.util.Objects.requireNonNull(draft.mapped.get(path)).node();
    }

    private void synced(String path, boolean times) {
        syncNode(PathWalk.find(draft, path), times);
    }

    private void syncNode(int number, boolean times) {
        commit(number);
        if (times) {
            timesDurable(number);
        }
        makeDurable(number, 0, Long.MAX_VALUE);
    }

    private void timesDurable(int number) {
        draft.nodes.computeIfPresent(number, (same, node) -> Draft.timesDurable(node));
    }

    /** An inode is durable, and with it what the file system commits together with it. */
    private void commit(int number) {
        boolean all = draft.rules.can(Capability.ORDERED_COMMITS);
        draft.commit(all ? draft.operation : draft.changedBy(number));
    }

    private void makeDurable(int number, long offset, long end) {
        if (draft.node(number) instanceof Node.File file) {
            draft.makeDurable(file, offset, end);
        }
    }

    /** sync_file_range(2) writes overwritten data back: pages that are durably in the file, and nothing else. */
    private void rangeSynced(Operation.SyncRange range) {
        if (draft.node(PathWalk.find(draft, range.path())) instanceof Node.File file) {
            long end = Math.min(range.offset() + range.length(), file.data().size());
            FilePages.forEach(range.offset(), end, (index, from, to, at) -> {
                Page page = draft.pages.get(file.data().pages().getOrDefault(index, FileData.UNWRITTEN));
                if (page != null && page.birth() <= draft.committed()) {
                    draft.pages.put(page.number(), page.durable(from, to, draft.operation));
                }
            });
        }
    }

    /** fsync and its kin need something that can be opened. */
    void requireSyncable(String path) {
        Node node = draft.node(PathWalk.find(draft, path));
        SpecError.unless(!(node instanceof Node.Special), Errno.ENXIO);
    }
}
