package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.Snapshot;

/**
 * Does with a mounted image what a user can do. Each step succeeds or fails with the typed error, whatever the image says;
 * all else comes out.
 */
final class FuzzUser {
    private static final int MOST_EXTENTS = 12;

    private final DaxFileSystem fs;
    private final RandomGenerator random;
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[10_000]);
    private final Set<Long> seen = new HashSet<>();
    private final Set<Long> seenDirectories = new HashSet<>();
    private @Nullable CorruptFileSystemException corrupt;
    private String file = "/";
    private String directory = "/";

    FuzzUser(DaxFileSystem fs, RandomGenerator random) {
        this.fs = fs;
        this.random = random;
    }

    /** The first structure that was found corrupt on the way, or null. */
    @Nullable
    CorruptFileSystemException corrupt() {
        return corrupt;
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (CorruptFileSystemException e) {
            corrupt = corrupt == null ? e : corrupt;
        } catch (DaxFileSystemException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    // looking

    /** Looks at everything. */
    void look() {
        attempt(fs::statfs);
        attempt(fs::mediaErrors);
        list("/", 0);
    }

    /** Looks at everything that a snapshot shows. */
    void lookAtSnapshots() {
        attempt(() -> {
            for (Snapshot snapshot : fs.snapshots()) {
                attempt(() -> {
                    DaxFileSystem past = fs.openSnapshot(snapshot.name());
                    FuzzUser user = new FuzzUser(past, random);
                    user.look();
                    past.unmount();
                    corrupt = corrupt == null ? user.corrupt : corrupt;
                });
            }
        });
    }

    private void list(String path, int depth) {
        attempt(() -> {
            for (DirectoryEntry entry : fs.readdir(path)) {
                String child = depth == 0 ? "/" + entry.name() : path + "/" + entry.name();
                if (entry.type() != FileType.DIRECTORY) {
                    if (seen.add(entry.ino())) {
                        look(child, entry.type());
                    }
                } else if (!seenDirectories.add(entry.ino())) {
                    throw new IllegalStateException("directory " + child + " has been seen before");
                } else {
                    look(child, entry.type());
                    directory = child;
                    list(child, depth + 1);
                }
            }
        });
    }

    private void look(String path, FileType type) {
        attempt(() -> fs.lstat(path));
        attempt(() -> {
            for (String name : fs.lxattrs(path).list()) {
                attempt(() -> fs.lxattrs(path).get(name));
            }
        });
        if (type == FileType.SYMLINK) {
            attempt(() -> fs.readlink(path));
            attempt(() -> fs.stat(path));
        } else if (type == FileType.REGULAR) {
            file = path;
            attempt(() -> read(path));
        }
    }

    private void read(String path) {
        try (DaxFile opened = fs.open(path)) {
            long size = opened.size();
            long data = 0;
            for (int i = 0; i < MOST_EXTENTS && data < size; i++) {
                long start = opened.seekData(data);
                attempt(() -> opened.read(start, buffer));
                data = opened.seekHole(start);
            }
            attempt(() -> opened.read(Math.max(0, size - 100), buffer));
        }
    }

    // changing

    /** Makes some of the changes that there are, about half of them. */
    void change() {
        maybe(() -> fs.mkdir("/new directory"));
        maybe(() -> newFile("/new file"));
        maybe(() -> changeFile(file));
        maybe(() -> map(file));
        maybe(() -> fs.link(file, directory + "/new link of a length that takes more than one line of the log"));
        maybe(() -> fs.rename("/new file", file));
        maybe(() -> fs.rename(directory, "/renamed"));
        maybe(() -> fs.rename(file, "/link", RenameFlag.EXCHANGE));
        maybe(() -> fs.symlink("target", "/new link"));
        maybe(() -> fs.mknod(directory + "/fifo", FileType.FIFO, 0600, 0));
        maybe(() -> fs.xattrs(file).set("user.short", TestFs.bytes("new")));
        maybe(() -> fs.xattrs(directory).set("user.long", TestFs.pattern(4_500, 1)));
        maybe(() -> fs.setFlags(file, Set.of(FileFlag.DAX)));
        maybe(() -> fs.chmod(directory, 0711));
        maybe(this::copies);
        maybe(() -> fs.createSnapshot("new snapshot"));
        maybe(() -> changeFile(file));
        maybe(() -> fs.snapshots().stream().findFirst().ifPresent(snapshot -> fs.deleteSnapshot(snapshot.name())));
        maybe(() -> fs.truncate(file, random.nextInt(20_000)));
        maybe(() -> fs.unlink(file));
        maybe(() -> fs.rmdir(directory));
        maybe(fs::sync);
    }

    private void maybe(Runnable step) {
        if (random.nextBoolean()) {
            attempt(step);
        }
    }

    private void newFile(String path) {
        try (DaxFile made = fs.create(path)) {
            made.write(100, buffer.asSlice(0, 5_000));
            made.allocate(FallocateMode.ALLOCATE, 0, 20_000);
        }
    }

    private void changeFile(String path) {
        try (DaxFile opened = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
            FallocateMode[] modes = FallocateMode.values();
            for (int i = random.nextInt(4); i >= 0; i--) {
                long offset = 4096L * random.nextInt(4);
                long length = 4096L * (1 + random.nextInt(3));
                switch (random.nextInt(4)) {
                    case 0 -> attempt(() -> opened.write(offset + 10, buffer.asSlice(0, 4_096)));
                    case 1 -> attempt(() -> opened.append(buffer.asSlice(0, 100)));
                    case 2 -> attempt(() -> opened.truncate(opened.size() / 2));
                    default -> attempt(() -> opened.allocate(modes[random.nextInt(modes.length)], offset, length));
                }
            }
            opened.fsync();
        }
    }

    private void map(String path) {
        try (DaxFile opened = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
            DaxMapping mapping = opened.map(MapMode.SHARED, 0, 8_192);
            try {
                attempt(() -> mapping.putLong(8, 1));
                attempt(() -> mapping.getLong(4_096));
                attempt(() -> mapping.force(0, 4_096));
            } finally {
                mapping.close();
            }
        }
    }

    private void copies() {
        try (DaxFile source = fs.open(file);
                DaxFile clone = fs.create("/new clone")) {
            clone.cloneFile(source);
            attempt(() -> clone.write(50, List.of(buffer.asSlice(0, 10), buffer.asSlice(0, 10))));
            attempt(() -> clone.dedupeRange(source, 0, 0, 4096));
        }
    }
}
