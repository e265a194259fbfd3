package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.XattrFlag;

/**
 * 200,000 random operations on dax-fs and on {@link ModelFs}: the same results, the same errors, the same tree, also after
 * remounts, and a clean fsck throughout. On a small device many operations run out of space, and must then have
 * changed nothing. A failure tells the seed and the operations before it.
 */
class RandomOperationsTest {
    private static final String[] NAMES = {"a", "b", "c", "name-that-takes-more-than-one-line-in-the-log-".repeat(3)};
    private static final String[] XATTRS = {"user.a", "user.b", "trusted.c", "security.long-name-" + "x".repeat(200)};
    private static final FileType[] NODES = {
        FileType.FIFO, FileType.SOCKET, FileType.CHARACTER_DEVICE, FileType.BLOCK_DEVICE, FileType.REGULAR
    };
    private static final int MAX_FILE = 60_000;
    private static final int PAGE = 4096;
    private static final int STEPS = 10_000;
    private static final int REMEMBERED = 25;

    private Random random = new Random(0);
    private ModelFs model = new ModelFs();
    private TestFs test;
    private Contract contract = Contract.STRONG;
    private final Deque<String> history = new ArrayDeque<>();

    /** A file that is open, perhaps without a name. */
    private record Open(DaxFile file, ModelFs.Node node) {}

    private final List<Open> open = new ArrayList<>();

    static Stream<Arguments> runs() {
        int[] kib = {4096, 4096, 512, 512, 256, 256, 256, 1024, 16_384, 384};
        return Stream.iterate(1, seed -> seed <= 20, seed -> seed + 1)
                .map(seed -> Arguments.of(seed, kib[seed % kib.length], seed <= 12 ? Contract.STRONG : Contract.WEAK));
    }

    @ParameterizedTest(name = "seed {0}, {1} KiB, {2}")
    @MethodSource("runs")
    @DisplayName("S18, S47: dax-fs and a model of it agree on random operations")
    void behavesAsTheModel(long seed, int kib, Contract promised) {
        random = new Random(seed);
        contract = promised;
        try (TestFs created = TestFs.ofSize((long) kib << 10, promised)) {
            test = created;
            for (int step = 0; step < STEPS; step++) {
                try {
                    step();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            "seed %d, %d KiB, step %d. The last operations:%n%s"
                                    .formatted(seed, kib, step, String.join(System.lineSeparator(), history)),
                            e);
                }
            }
            remount();
        }
    }

    private void step() {
        switch (random.nextInt(200)) {
            case 0 -> remount();
            case 1 -> crash();
            case 2, 3, 4 -> changeFlags();
            default -> {
                int dice = random.nextInt(100);
                if (dice < 40) {
                    changeNames(dice);
                } else if (dice < 50) {
                    changeAttributes();
                } else if (dice < 57) {
                    openFile();
                } else if (!open.isEmpty()) {
                    useOpenFile(open.get(random.nextInt(open.size())));
                }
            }
        }
    }

    private void note(String format, Object... arguments) {
        if (history.size() == REMEMBERED) {
            history.removeFirst();
        }
        history.add(format.formatted(arguments));
    }

    private void remount() {
        note("remount");
        open.forEach(each -> each.file().close());
        open.clear();
        test.remount();
        ModelComparison.compareTrees(model, test.fs);
    }

    private void crash() {
        note("crash");
        if (contract == Contract.WEAK) {
            test.fs.sync();
        }
        open.clear();
        test.remountWithoutUnmount();
        ModelComparison.compareTrees(model, test.fs);
    }

    // names

    private void changeNames(int dice) {
        String path = path();
        String second = path();
        int mode = random.nextInt(01000);
        if (dice < 8) {
            boolean inPlace = random.nextBoolean();
            note("create %s %o %s", path, mode, inPlace);
            agree(
                    () -> model.add(path, file(mode, inPlace)),
                    () -> test.fs
                            .open(path, mode, with(inPlace, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE))
                            .close());
        } else if (dice < 12) {
            note("mkdir %s %o", path, mode);
            agree(() -> model.add(path, new ModelFs.Node(FileType.DIRECTORY, mode)), () -> test.fs.mkdir(path, mode));
        } else if (dice < 15) {
            String target = "t".repeat(1 + random.nextInt(random.nextBoolean() ? 10 : 4095));
            note("symlink %s", path);
            agree(() -> model.add(path, ModelFs.Node.link(target)), () -> test.fs.symlink(target, path));
        } else if (dice < 17) {
            FileType type = NODES[random.nextInt(NODES.length)];
            long device = NewInode.isDevice(type) ? random.nextLong() : 0;
            ModelFs.Node node = new ModelFs.Node(type, mode);
            node.device = device;
            note("mknod %s %s %o", path, type, mode);
            agree(() -> model.add(path, node), () -> test.fs.mknod(path, type, mode, device));
        } else if (dice < 23) {
            note("unlink %s", path);
            agree(() -> model.unlink(path), () -> test.fs.unlink(path));
        } else if (dice < 26) {
            note("rmdir %s", path);
            agree(() -> model.rmdir(path), () -> test.fs.rmdir(path));
        } else if (dice < 31) {
            note("rename %s %s", path, second);
            agree(() -> model.rename(path, second, true), () -> test.fs.rename(path, second));
        } else if (dice < 35) {
            RenameFlag flag = random.nextInt(3) == 0 ? RenameFlag.NOREPLACE : RenameFlag.EXCHANGE;
            note("rename %s %s %s", path, second, flag);
            agree(() -> model.rename(path, second, flag), () -> test.fs.rename(path, second, flag));
        } else {
            note("link %s %s", path, second);
            agree(() -> model.link(path, second), () -> test.fs.link(path, second));
        }
    }

    private static ModelFs.Node file(int mode, boolean inPlace) {
        ModelFs.Node node = new ModelFs.Node(FileType.REGULAR, mode);
        if (inPlace) {
            node.flags.add(FileFlag.NODATACOW);
        }
        return node;
    }

    private static OpenFlag[] with(boolean inPlace, OpenFlag... flags) {
        OpenFlag[] result = Arrays.copyOf(flags, flags.length + (inPlace ? 1 : 0));
        if (inPlace) {
            result[flags.length] = OpenFlag.NODATACOW;
        }
        return result;
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
            path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
        }
        return path.toString();
    }

    // attributes

    private void changeAttributes() {
        String path = path();
        int number = random.nextInt(1000);
        switch (random.nextInt(6)) {
            case 0 -> {
                note("chmod %s %o", path, number % 512);
                agree(
                        () -> model.changeable(path, true),
                        () -> test.fs.chmod(path, number % 512),
                        () -> model.find(path).mode = number % 512);
            }
            case 1 -> {
                boolean follow = random.nextBoolean();
                note("chown %s %d %s", path, number, follow);
                agree(() -> model.changeable(path, follow), () -> chown(path, number, follow), () -> {
                    model.find(path).uid = number;
                    model.find(path).gid = number + 1;
                });
            }
            case 2 -> {
                boolean follow = random.nextBoolean();
                note("setTimes %s %d %s", path, number, follow);
                agree(
                        () -> model.changeable(path, follow),
                        () -> setTimes(path, number, follow),
                        () -> model.find(path).atime = number);
            }
            case 3, 4 -> {
                String name = XATTRS[random.nextInt(XATTRS.length)];
                byte[] value = bytes(random.nextInt(random.nextBoolean() ? 40 : 20_000));
                XattrFlag flag = XattrFlag.values()[random.nextInt(3)];
                note("setXattr %s %s %d %s", path, name, value.length, flag);
                agree(
                        () -> model.setXattr(path, name, value, flag),
                        () -> test.fs.lxattrs(path).set(name, value, flag));
            }
            default -> {
                String name = XATTRS[random.nextInt(XATTRS.length)];
                note("removeXattr %s %s", path, name);
                agree(
                        () -> model.removeXattr(path, name),
                        () -> test.fs.lxattrs(path).remove(name));
            }
        }
    }

    private void chown(String path, int number, boolean follow) {
        if (follow) {
            test.fs.chown(path, number, number + 1);
        } else {
            test.fs.lchown(path, number, number + 1);
        }
    }

    private void setTimes(String path, int number, boolean follow) {
        if (follow) {
            test.fs.setTimes(path, number, number + 1);
        } else {
            test.fs.lsetTimes(path, number, number + 1);
        }
    }

    private void changeFlags() {
        String path = path();
        Set<FileFlag> flags = EnumSet.noneOf(FileFlag.class);
        ModelFs.Node node = model.find(path);
        if (node != null) {
            flags.addAll(node.flags);
        }
        for (FileFlag flag : FileFlag.values()) {
            if (random.nextInt(5) == 0) {
                flags.add(flag);
            }
            if (random.nextInt(2) == 0) {
                flags.remove(flag);
            }
        }
        note("setFlags %s %s", path, flags);
        agree(() -> model.setFlags(path, flags), () -> test.fs.setFlags(path, flags));
    }

    // open files

    private void openFile() {
        String path = path();
        ModelFs.Node node = model.find(path);
        if (open.size() == 6) {
            return;
        }
        if (random.nextInt(10) == 0) {
            openUnnamed(path, node);
        } else if (node != null && (node.isFile() || node.type == FileType.SYMLINK)) {
            boolean cuts = random.nextInt(4) == 0;
            OpenFlag[] flags = cuts
                    ? new OpenFlag[] {OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NOFOLLOW, OpenFlag.TRUNCATE}
                    : new OpenFlag[] {OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NOFOLLOW};
            note("open %s %s", path, cuts);
            Errno expected = !node.isFile() ? Errno.ELOOP : node.isFixed() ? Errno.EPERM : null;
            Errno error = tryIt(() -> open.add(new Open(test.fs.open(path, flags), node)));
            assertThat(error).isIn(expected, cuts ? Errno.ENOSPC : expected);
            if (error == null && cuts) {
                node.file.truncate(0);
            }
        }
    }

    private void openUnnamed(String path, ModelFs.Node directory) {
        if (directory != null && directory.isDirectory()) {
            int mode = random.nextInt(01000);
            note("open %s TMPFILE", path);
            ModelFs.Node node = file(mode, false);
            node.linkable = true;
            ModelFs.inherit(directory, node);
            tryIt(() -> open.add(
                    new Open(test.fs.open(path, mode, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.TMPFILE), node)));
        }
    }

    private void useOpenFile(Open each) {
        ModelFile file = each.node().file;
        int size = file.content.length;
        int dice = random.nextInt(100);
        if (dice < 32) {
            write(each, random.nextInt(random.nextInt(4) == 0 ? MAX_FILE : size + 1));
        } else if (dice < 36) {
            byte[] data = bytes(random.nextInt(5000));
            note("append %d", data.length);
            if (size + data.length < 2 * MAX_FILE) {
                agreeOnOpen(each.node().isImmutable(), () -> each.file().append(data), () -> file.write(size, data));
            }
        } else if (dice < 44) {
            int newSize = random.nextInt(random.nextBoolean() ? size + 1 : MAX_FILE);
            note("truncate %d to %d", size, newSize);
            agreeOnOpen(each.node().isFixed(), () -> each.file().truncate(newSize), () -> file.truncate(newSize));
        } else if (dice < 62) {
            allocate(each);
        } else if (dice < 74) {
            storeThroughMapping(each);
        } else if (dice < 88) {
            ModelComparison.compareContent(file, each.file());
        } else if (dice < 90) {
            note("fsync");
            each.file().fsync();
        } else if (dice < 94) {
            String path = path();
            note("linkFile %s", path);
            agree(() -> model.link(each.node(), path), () -> test.fs.linkFile(each.file(), path));
        } else if (dice < 96) {
            int mode = random.nextInt(01000);
            note("fchmod %o", mode);
            agreeOnOpen(each.node().isFixed(), () -> each.file().chmod(mode), () -> each.node().mode = mode);
        } else {
            note("close");
            each.file().close();
            open.remove(each);
        }
    }

    private void write(Open each, int offset) {
        byte[] data = bytes(random.nextInt(random.nextBoolean() ? 200 : 20_000));
        boolean gathers = random.nextInt(5) == 0;
        note("write %d at %d of %d %s", data.length, offset, each.node().file.content.length, gathers);
        int cut = data.length / 3;
        Runnable write = gathers
                ? () -> each.file()
                        .write(
                                offset,
                                List.of(
                                        MemorySegment.ofArray(data).asSlice(0, cut),
                                        MemorySegment.ofArray(data).asSlice(cut)))
                : () -> each.file().write(offset, data);
        agreeOnOpen(each.node().isFixed(), write, () -> each.node().file.write(offset, data));
    }

    private void allocate(Open each) {
        FallocateMode mode = FallocateMode.values()[random.nextInt(7)];
        boolean whole = random.nextInt(3) > 0;
        int offset = random.nextInt(MAX_FILE);
        int length = 1 + random.nextInt(random.nextBoolean() ? 300 : 20_000);
        int start = whole ? offset / PAGE * PAGE : offset;
        int bytes = whole ? (length / PAGE + 1) * PAGE : length;
        ModelFile file = each.node().file;
        if (mode == FallocateMode.INSERT_RANGE && file.content.length > MAX_FILE) {
            return;
        }
        note("%s %d at %d of %d", mode, bytes, start, file.content.length);
        boolean forbidden = mode == FallocateMode.ALLOCATE_KEEP_SIZE
                ? each.node().isImmutable()
                : each.node().isFixed();
        Errno error = tryIt(() -> each.file().allocate(mode, start, bytes));
        if (error != Errno.ENOSPC) {
            assertThat(error).isEqualTo(forbidden ? Errno.EPERM : file.allocate(mode, start, bytes));
        }
    }

    private void storeThroughMapping(Open each) {
        int size = each.node().file.content.length;
        boolean inDram = !each.file().stat().dax();
        boolean canWriteBack = test.fs.statfs().freeBlocks() > 10;
        if (size == 0 || each.node().isFixed() || inDram && !canWriteBack) {
            return;
        }
        try (DaxMapping mapping = each.file().map(MapMode.SHARED, 0, size)) {
            int position = random.nextInt(size);
            byte[] data = bytes(random.nextInt(Math.min(5000, size - position) + 1));
            note("store %d at %d of %d", data.length, position, size);
            int done = 0;
            while (done < data.length) {
                int from = done;
                int part = Math.min(data.length - done, PAGE - (position + done) % PAGE);
                byte[] slice = Arrays.copyOfRange(data, from, from + part);
                if (tryIt(() -> mapping.putBytes(position + from, slice)) != null) {
                    return;
                }
                each.node().file.write(position + from, slice);
                done += part;
            }
        } finally {
            if (inDram) {
                each.file().fsync(); // a crash takes what is in DRAM only
            }
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    // agreeing

    /** Runs an operation on both. Without space the real one fails alone, and the model does not run it. */
    private static void agree(Supplier<Errno> onModel, Runnable operation) {
        Errno error = tryIt(operation);
        if (error != Errno.ENOSPC) {
            assertThat(error).isEqualTo(onModel.get());
        }
    }

    private static void agree(Supplier<Errno> reason, Runnable operation, Runnable onModel) {
        Errno error = tryIt(operation);
        if (error != Errno.ENOSPC) {
            assertThat(error).isEqualTo(reason.get());
            if (error == null) {
                onModel.run();
            }
        }
    }

    private static void agreeOnOpen(boolean forbidden, Runnable operation, Runnable onModel) {
        agree(() -> forbidden ? Errno.EPERM : null, operation, onModel);
    }

    private static Errno tryIt(Runnable operation) {
        try {
            operation.run();
            return null;
        } catch (NoSpaceException e) {
            return Errno.ENOSPC;
        } catch (DaxFileSystemException e) {
            return e.errno();
        }
    }
}
