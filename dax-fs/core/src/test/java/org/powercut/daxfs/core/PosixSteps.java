package org.powercut.daxfs.core;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.Stat;

/**
 * Random steps for the tests that cut the power: the operations beyond the plain ones, each of which must be atomic. A
 * step that is made of several operations shows only the last of them.
 */
final class PosixSteps {
    private static final FileType[] NODES = {
        FileType.FIFO, FileType.SOCKET, FileType.CHARACTER_DEVICE, FileType.BLOCK_DEVICE
    };
    private static final int PAGE = 4096;

    private PosixSteps() {}

    static void step(DaxFileSystem fs, Random random, String path, String second) {
        switch (random.nextInt(14)) {
            case 0 -> mknod(fs, random, path);
            case 1 -> fs.rename(path, second, RenameFlag.NOREPLACE);
            case 2, 3 -> fs.rename(path, second, RenameFlag.EXCHANGE);
            case 4 -> fs.setFlags(path, flags(random));
            case 5, 6 -> fs.lxattrs(path).set(xattr(random), TestFs.pattern(length(random), random.nextInt()));
            case 7 -> fs.lxattrs(path).remove(xattr(random));
            case 8 -> unnamed(fs, random, path);
            default -> allocate(fs, random, path);
        }
    }

    private static void mknod(DaxFileSystem fs, Random random, String path) {
        FileType type = NODES[random.nextInt(NODES.length)];
        fs.mknod(path, type, 0600, NewInode.isDevice(type) ? 1 + random.nextInt() : 0);
    }

    /** Seldom any that stops changes, and never NODATACOW, whose writes are not atomic. */
    private static Set<FileFlag> flags(Random random) {
        Set<FileFlag> flags = EnumSet.noneOf(FileFlag.class);
        if (random.nextBoolean()) {
            flags.add(FileFlag.DAX);
        }
        if (random.nextInt(8) == 0) {
            flags.add(random.nextBoolean() ? FileFlag.IMMUTABLE : FileFlag.APPEND_ONLY);
        }
        return flags;
    }

    private static String xattr(Random random) {
        return "trusted." + (char) ('a' + random.nextInt(3));
    }

    private static int length(Random random) {
        return random.nextInt(random.nextBoolean() ? 300 : 9_000);
    }

    private static void unnamed(DaxFileSystem fs, Random random, String path) {
        try (DaxFile file = fs.open("/", OpenFlag.WRITE, OpenFlag.TMPFILE)) {
            file.write(0, TestFs.pattern(random.nextInt(9_000), random.nextInt()));
            fs.linkFile(file, path);
        }
    }

    private static void allocate(DaxFileSystem fs, Random random, String path) {
        FallocateMode mode = FallocateMode.values()[random.nextInt(7)];
        boolean whole = random.nextInt(3) > 0;
        int offset = random.nextInt(12_000);
        int length = 1 + random.nextInt(9_000);
        try (DaxFile file = fs.open(path, OpenFlag.WRITE)) {
            if (whole) {
                file.allocate(mode, offset / PAGE * PAGE, (length / PAGE + 1) * PAGE);
            } else {
                file.allocate(mode, offset, length);
            }
        }
    }

    /** What the operations above change, and a plain look does not show. */
    static String describe(DaxFileSystem fs, String path, Stat stat) {
        StringBuilder text = new StringBuilder();
        text.append(stat.flags()).append(' ').append(stat.device()).append(' ').append(stat.blocks());
        for (String name : fs.lxattrs(path).list()) {
            text.append(' ')
                    .append(name)
                    .append('=')
                    .append(java.util.Arrays.hashCode(fs.lxattrs(path).get(name)));
        }
        return text.toString();
    }
}
