package org.powercut.daxfs.core;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inodes that are in DRAM, by number: chunks of 64, made when first needed. Looked up without a lock; a chunk's
 * monitor is held while an inode of it is loaded, so that no number ever has two objects. Objects leave only under the
 * namespace's lock for writing.
 */
final class InodeCache {
    private static final int CHUNK_BITS = 6;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int MASK = CHUNK - 1;

    private volatile AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Inode>> chunks =
            new AtomicReferenceArray<>(4);

    @Nullable
    Inode get(long ino) {
        AtomicReferenceArray<@Nullable Inode> chunk = chunkIfThere(ino);
        return chunk == null ? null : chunk.get((int) ino & MASK);
    }

    /** What is locked while an inode is loaded. */
    Object monitor(long ino) {
        return chunk(ino);
    }

    void put(Inode inode) {
        chunk(inode.ino).set((int) inode.ino & MASK, inode);
    }

    void remove(long ino) {
        chunk(ino).set((int) ino & MASK, null);
    }

    /** Visits what is there, ascending. */
    void forEach(Consumer<Inode> visitor) {
        AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Inode>> all = chunks;
        for (int i = 0; i < all.length(); i++) {
            AtomicReferenceArray<@Nullable Inode> chunk = all.get(i);
            for (int j = 0; chunk != null && j < CHUNK; j++) {
                Inode inode = chunk.get(j);
                if (inode != null) {
                    visitor.accept(inode);
                }
            }
        }
    }

    private @Nullable AtomicReferenceArray<@Nullable Inode> chunkIfThere(long ino) {
        AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Inode>> all = chunks;
        long index = ino >>> CHUNK_BITS;
        return index < all.length() ? all.get((int) index) : null;
    }

    private AtomicReferenceArray<@Nullable Inode> chunk(long ino) {
        AtomicReferenceArray<@Nullable Inode> chunk = chunkIfThere(ino);
        return chunk == null ? makeChunk(Math.toIntExact(ino >>> CHUNK_BITS)) : chunk;
    }

    private synchronized AtomicReferenceArray<@Nullable Inode> makeChunk(int index) {
        AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Inode>> all = chunks;
        if (index >= all.length()) {
            AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Inode>> more =
                    new AtomicReferenceArray<>(Math.max(index + 1, 2 * all.length()));
            for (int i = 0; i < all.length(); i++) {
                more.setPlain(i, all.getPlain(i));
            }
            chunks = all = more;
        }
        AtomicReferenceArray<@Nullable Inode> chunk = all.get(index);
        if (chunk == null) {
            chunk = new AtomicReferenceArray<>(CHUNK);
            all.set(index, chunk);
        }
        return chunk;
    }
}
