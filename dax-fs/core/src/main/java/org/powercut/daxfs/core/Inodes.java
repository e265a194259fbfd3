package org.powercut.daxfs.core;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.DirectoryIndex.Named;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The inodes of a mounted file system, by number. {@link #get} is the only way to one: it loads an inode that is not in
 * DRAM. Inodes that nobody uses leave DRAM again when there are many ({@link #trimIfCrowded}), so that an idle file costs one
 * bit. Guarded by the namespace's lock: looking up needs it for reading, all else for writing.
 */
final class Inodes {
    /**
     * What the inodes in DRAM may weigh before idle ones go. An inode without pages and names weighs 1, and is some 600
     * bytes; so this is about 80 MB.
     */
    static final long USUAL_CAPACITY = 131_072;

    private static final int PAGES_PER_WEIGHT = 64;
    private static final int NAMES_PER_WEIGHT = 16;

    private final Commits commits;
    private final PmemDevice device;
    private final Allocator allocator;
    private final InodeTable table;
    private final InodeNumbers numbers;
    private final HeldNumbers held;
    private final InodeCache cache = new InodeCache();
    /** The parents of directories that are not in DRAM, by number. */
    private final LongMap parents = new LongMap();

    private boolean parentsUnproven;

    private final ConcurrentLinkedQueue<InodeLoader> loaders = new ConcurrentLinkedQueue<>();
    private Supplier<InodeLoader> newLoader = () -> {
        throw new IllegalStateException("the scan has not ended");
    };
    private Consumer<Inode> onDamage = inode -> {};
    private final AtomicLong weight = new AtomicLong();
    private long capacity = USUAL_CAPACITY;
    private long trimmedTo;

    Inodes(Commits commits, InodeTable table, Geometry geometry) {
        this.commits = commits;
        this.device = commits.device();
        this.allocator = commits.allocator();
        this.table = table;
        this.numbers = new InodeNumbers(geometry.inodes);
        this.held = new HeldNumbers(commits, numbers);
    }

    // looking up

    /**
     * The inode with a number, or null if the number is free. Fails if the inode cannot be loaded for a reason other than
     * lost metadata, which its damage tells.
     *
     * @throws CorruptFileSystemException if the media hold what they cannot
     */
    @Nullable
    Inode get(long ino) {
        Inode inode = cache.get(ino);
        if (inode == null) {
            return numbers.isUsed(ino) ? load(ino) : null;
        }
        inode.wanted();
        return inode;
    }

    /** The inode if it is in DRAM, or null. */
    @Nullable
    Inode resident(long ino) {
        return cache.get(ino);
    }

    /** Visits the inodes that are in DRAM: all that are open, mapped, dirty or damaged are among them. */
    void forEachResident(Consumer<Inode> visitor) {
        cache.forEach(visitor);
    }

    /**
     * Visits every inode that is in use, ascending. Those that are not in DRAM are loaded for the visit, and may have changed
     * since when they are visited.
     */
    void forEach(Consumer<Inode> visitor) {
        for (long ino = Layout.ROOT_INO; ino < numbers.end(); ino++) {
            if (numbers.isUsed(ino)) {
                visitor.accept(look(ino));
            }
        }
    }

    private Inode look(long ino) {
        synchronized (cache.monitor(ino)) {
            Inode there = cache.get(ino);
            return there == null ? loadFromMedia(ino) : there;
        }
    }

    /** What a name is of. Never null: where the inode is not there, one that is damaged stands in for it. */
    Inode of(Named named) {
        Inode inode = get(named.ino());
        if (inode == null) {
            return missing(named);
        }
        if (parentsUnproven && inode.type != named.type() && inode.damage == null) {
            throw new CorruptFileSystemException(
                    "inode[" + inode.ino + "]",
                    "type",
                    table.typeOffset(inode.ino),
                    "%s, but a name says %s".formatted(inode.type, named.type()));
        }
        return inode;
    }

    private Inode missing(Named named) {
        Inode stub = new Inode(named.ino(), new InodeLog(device, allocator, named.ino()), named.type());
        stub.damage = new IllegalStateException("the inode is not in use");
        return stub;
    }

    private Inode load(long ino) {
        synchronized (cache.monitor(ino)) {
            Inode there = cache.get(ino);
            if (there != null) {
                return there;
            }
            Inode inode = loadFromMedia(ino);
            cache.put(inode);
            weight.addAndGet(weightOf(inode));
            if (inode.damage != null) {
                onDamage.accept(inode);
            }
            return inode;
        }
    }

    private Inode loadFromMedia(long ino) {
        InodeLoader loader = loaders.poll();
        if (loader == null) {
            loader = newLoader.get();
        }
        Inode inode = loader.loadForUse(ino);
        loaders.add(loader);
        inode.parent = inode.isDirectory() ? parents.get(ino) : 0;
        if (parentsUnproven) {
            requireParentOfAll(inode);
        }
        return inode;
    }

    /** So no directory is met twice on the way down, whatever a checkpoint and the logs say. */
    private void requireParentOfAll(Inode directory) {
        Set<Long> seen = new HashSet<>();
        directory.names.forEach((name, named) -> {
            if (named.type() != FileType.DIRECTORY) {
                return;
            }
            if (parentOf(named.ino()) != directory.ino) {
                throw corruptName(
                        directory,
                        "the directory '%s', inode %d, lies in inode %d by the checkpoint"
                                .formatted(name, named.ino(), parentOf(named.ino())));
            }
            if (!seen.add(named.ino())) {
                throw corruptName(directory, "'%s' is a second name of directory %d".formatted(name, named.ino()));
            }
        });
    }

    private static CorruptFileSystemException corruptName(Inode directory, String detail) {
        return new CorruptFileSystemException(
                "log[inode " + directory.ino + "]", "ino", (directory.log.tail() - 1) * Pmem.LINE, detail);
    }

    // numbers

    /** The number after the last one that was ever used. */
    long end() {
        return numbers.end();
    }

    long free() {
        return numbers.free();
    }

    boolean isUsed(long ino) {
        return numbers.isUsed(ino);
    }

    /** The lowest free number. */
    long nextFree() {
        return held.next();
    }

    /** The generation that the next use of a free number has. */
    long nextGeneration(long ino) {
        return (ino < numbers.end() ? table.generation(ino) : 0) + 1;
    }

    // changes

    /** Makes an inode that nobody can find yet. */
    Inode create(long ino, FileType type, long generation) {
        Inode inode = new Inode(ino, new InodeLog(device, allocator, ino), type);
        inode.generation = generation;
        return inode;
    }

    /** Lets an inode be found by its number. */
    void register(Inode inode) {
        numbers.use(inode.ino);
        cache.put(inode);
        weight.addAndGet(weightOf(inode));
    }

    void remove(Inode inode) {
        held.free(inode.ino);
        cache.remove(inode.ino);
        if (inode.isDirectory()) {
            parents.put(inode.ino, 0);
        }
    }

    // what the scan found

    /** Notes an inode that is in use, but not in DRAM. */
    void addUsed(long ino) {
        numbers.use(ino);
    }

    /** Notes an inode that is free, but was used before. */
    void addFree(long ino) {
        numbers.free(ino);
    }

    /** Says whose name a directory has, which is not in DRAM or will leave it. */
    void setParent(long directory, long parent) {
        parents.put(directory, parent);
    }

    /** The parents come from a checkpoint: whether the logs say the same is seen when an inode is loaded. */
    void proveParentsLater() {
        parentsUnproven = true;
        cache.forEach(this::requireParentOfAll);
    }

    /** The directory that has a directory's name, by number; 0 for the root and for files. */
    long parentOf(long ino) {
        Inode resident = cache.get(ino);
        return resident == null ? parents.get(ino) : resident.parent;
    }

    /** Visits each directory but the root with the number of its parent. */
    void forEachParent(LongMap.Visitor visitor) {
        cache.forEach(inode -> {
            if (inode.parent != 0) {
                parents.put(inode.ino, inode.parent);
            }
        });
        parents.forEach((directory, parent) -> {
            if (parent != 0) {
                visitor.entry(directory, parent);
            }
        });
    }

    /** From here on, inodes that are not in DRAM are loaded when they are asked for. */
    void loadWith(Supplier<InodeLoader> supplier) {
        newLoader = supplier;
    }

    /** Says who is told when the metadata of an inode turn out to be lost while it is loaded. */
    void onDamage(Consumer<Inode> listener) {
        onDamage = listener;
    }

    // memory

    void setCapacity(long newCapacity) {
        capacity = newCapacity;
    }

    /** Whether {@link #trimIfCrowded} should be called. */
    boolean isCrowded() {
        return weight.get() > capacity;
    }

    /**
     * Forgets inodes that nobody uses until half of the capacity is free: first those that were not asked for since the
     * last time, beginning where that ended.
     */
    void trimIfCrowded() {
        if (isCrowded()) {
            long[] exact = {0};
            cache.forEach(inode -> exact[0] += weightOf(inode));
            weight.set(exact[0]);
            long from = trimmedTo;
            trim(from, Long.MAX_VALUE, false);
            trim(0, from, false);
            trim(from, Long.MAX_VALUE, true);
            trim(0, from, true);
        }
    }

    private void trim(long from, long to, boolean wantedToo) {
        cache.forEach(inode -> {
            boolean isTurn = inode.ino >= from && inode.ino < to && weight.get() > capacity / 2;
            if (isTurn && inode.group <= commits.durable() && inode.canLeave(wantedToo)) {
                if (inode.isDirectory()) {
                    parents.put(inode.ino, inode.parent);
                }
                cache.remove(inode.ino);
                weight.addAndGet(-weightOf(inode));
                trimmedTo = inode.ino;
            }
        });
    }

    private static long weightOf(Inode inode) {
        return 1 + inode.pages.size() / PAGES_PER_WEIGHT + inode.names.size() / NAMES_PER_WEIGHT;
    }

    // paths

    /** A path that names the inode, or the empty string if it has no name. Looks through directories for files. */
    String pathOf(Inode inode) {
        if (inode.ino == Layout.ROOT_INO) {
            return "/";
        }
        Inode parent = inode.isDirectory() ? get(inode.parent) : directoryOf(inode);
        StringBuilder path = new StringBuilder();
        Inode child = inode;
        for (long depth = 0; parent != null && depth < end(); depth++) {
            path.insert(0, "/" + nameIn(parent, child));
            child = parent;
            parent = get(parent.parent);
        }
        return path.toString();
    }

    private @Nullable Inode directoryOf(Inode file) {
        Inode lastSeen = get(file.foundIn);
        if (lastSeen != null && lastSeen.names.nameOf(file.ino) != null) {
            return lastSeen;
        }
        for (long ino = Layout.ROOT_INO; ino < end(); ino++) {
            Inode directory = get(ino);
            if (directory != null && directory.names.nameOf(file.ino) != null) {
                return directory;
            }
        }
        return null;
    }

    private static String nameIn(Inode directory, Inode child) {
        String name = directory.names.nameOf(child.ino);
        if (name == null) {
            throw new IllegalStateException("inode " + child.ino + " has no name in inode " + directory.ino);
        }
        return name;
    }
}
