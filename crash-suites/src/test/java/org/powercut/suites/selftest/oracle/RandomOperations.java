package org.powercut.suites.selftest.oracle;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.XattrFlag;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.Operation.WriteDurability;

/** Operations from a seed, of every kind, among few names, so that most of them meet something. */
final class RandomOperations {
    private static final String[] NAMES = {"a", "b", "c", "\u00e4".repeat(100)};
    private static final String[] TARGETS = {"a", "/b", "../c", "a/b", "/", ".", "missing", "../a/../b"};
    private static final String[] XATTRS = {
        "user.a", "user.b", "trusted.c", "security.d", "system.posix_acl_default", "x"
    };
    private static final int PAGE = 4096;

    private final Random random;
    private int version;

    RandomOperations(long seed) {
        this.random = new Random(seed);
    }

    Operation next() {
        int dice = random.nextInt(100);
        if (dice < 36) {
            return names();
        } else if (dice < 66) {
            return data();
        } else if (dice < 78) {
            return attributes();
        } else if (dice < 90) {
            return mappings();
        }
        return durability();
    }

    private Operation names() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> new Operation.Create(path(), random.nextBoolean());
            case 3, 4 -> new Operation.Mkdir(path());
            case 5 -> new Operation.Mknod(path(), FileType.values()[random.nextInt(7)]);
            case 6 -> new Operation.Symlink(pick(TARGETS), path());
            case 7 -> new Operation.Link(path(), path());
            case 8, 9 -> new Operation.Unlink(path());
            case 10 -> new Operation.Rmdir(path());
            case 11, 12, 13 -> new Operation.Rename(path(), path(), null);
            case 14 -> new Operation.Rename(path(), path(), flag());
            default -> new Operation.Tmpfile(path(), random.nextInt(5000), version());
        };
    }

    private @Nullable RenameFlag flag() {
        return RenameFlag.values()[random.nextInt(2)];
    }

    private Operation data() {
        long offset = random.nextInt(3) == 0 ? random.nextInt(4) * (long) PAGE : random.nextInt(5 * PAGE);
        int length = random.nextInt(3) == 0 ? random.nextInt(4) * PAGE : random.nextInt(2 * PAGE);
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> new Operation.Write(path(), offset, length, version(), pick(WriteDurability.values()));
            case 4 -> new Operation.Append(path(), length, version());
            case 5, 6 -> new Operation.Truncate(path(), offset);
            case 7, 8 -> new Operation.Fallocate(path(), pick(FallocateMode.values()), offset, length);
            case 9 -> new Operation.Clone(path(), path());
            case 10 ->
                new Operation.CloneRange(path(), pages(), path(), pages(), random.nextInt(4) == 0 ? length : pages());
            default -> new Operation.Dedupe(path(), pages(), path(), pages(), pages());
        };
    }

    private long pages() {
        return random.nextInt(4) * (long) PAGE;
    }

    private Operation attributes() {
        return switch (random.nextInt(8)) {
            case 0 -> new Operation.Chmod(path(), random.nextInt(010000));
            case 1 -> new Operation.Chown(path(), random.nextInt(9), random.nextInt(9));
            case 2 -> new Operation.Utimes(path(), random.nextInt(1000), random.nextInt(1000));
            case 3 -> new Operation.SetFlags(path(), flags());
            case 4, 5, 6 ->
                new Operation.SetXattr(
                        path(),
                        pick(XATTRS),
                        random.nextInt(random.nextBoolean() ? 30 : 5000),
                        version(),
                        pick(XattrFlag.values()));
            default -> new Operation.RemoveXattr(path(), pick(XATTRS));
        };
    }

    private Set<FileFlag> flags() {
        EnumSet<FileFlag> flags = EnumSet.noneOf(FileFlag.class);
        for (FileFlag flag : FileFlag.values()) {
            int chance = flag == FileFlag.DAX ? 2 : 6;
            if (random.nextInt(chance) == 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private Operation mappings() {
        int offset = random.nextInt(4 * PAGE);
        return switch (random.nextInt(10)) {
            case 0 -> new Operation.Open(path());
            case 1 -> new Operation.Close(path());
            case 2, 3, 4, 5 ->
                new Operation.MapStore(path(), pick(MapMode.values()), offset, random.nextInt(100), version());
            case 6 -> new Operation.Persist(path(), offset, random.nextInt(100));
            case 7 -> new Operation.Msync(path(), offset, random.nextInt(5000));
            default -> new Operation.Unmap(path());
        };
    }

    private Operation durability() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> new Operation.Fsync(path());
            case 2, 3 -> new Operation.Fdatasync(path());
            case 4 -> new Operation.SyncRange(path(), random.nextInt(4 * PAGE), random.nextInt(4 * PAGE));
            case 5 -> new Operation.Sync();
            case 6 -> new Operation.Remount();
            case 7 -> new Operation.Freeze();
            case 8, 9 -> new Operation.Thaw();
            case 10 -> new Operation.CreateSnapshot(pick(NAMES));
            default -> new Operation.DeleteSnapshot(pick(NAMES));
        };
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (int depth = 1 + random.nextInt(random.nextInt(3) + 1); depth > 0; depth--) {
            path.append('/').append(pick(NAMES));
        }
        return path.toString();
    }

    private int version() {
        return ++version;
    }

    private <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** So many operations of a seed. */
    static List<Operation> of(long seed, int count) {
        RandomOperations random = new RandomOperations(seed);
        return java.util.stream.Stream.generate(random::next).limit(count).toList();
    }
}
