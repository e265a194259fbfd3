package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;

/**
 * Random operations on dax-fs and on {@link ModelFs}: the same results, the same errors, the same tree, also after
 * remounts, and a clean fsck throughout. On a small device many operations run out of space, and must then have
 * changed nothing.
 */
class RandomOperationsTest {
    private static final String[] NAMES = {"a", "b", "c", "name-that-takes-more-than-one-line-in-the-log-".repeat(3)};
    private static final int MAX_FILE = 60_000;

    private Random random = new Random(0);
    private ModelFs model = new ModelFs();
    private TestFs test;

    /** A file that is open, perhaps without a name. */
    private record Open(DaxFile file, ModelFs.Node node) {}

    private final List<Open> open = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "1, 4096, STRONG",
        "2, 4096, STRONG",
        "3, 4096, STRONG",
        "4, 512, STRONG",
        "5, 512, STRONG",
        "6, 256, STRONG",
        "7, 256, STRONG",
        "8, 256, STRONG",
        "9, 1024, STRONG",
        "10, 16384, STRONG",
        "11, 4096, WEAK",
        "12, 4096, WEAK",
        "13, 4096, WEAK",
        "14, 512, WEAK",
        "15, 512, WEAK",
        "16, 256, WEAK",
        "17, 256, WEAK",
        "18, 256, WEAK",
        "19, 1024, WEAK",
        "20, 16384, WEAK"
    })
    void behavesAsTheModel(long seed, int kib, Contract contract) {
        random = new Random(seed);
        model = new ModelFs();
        try (TestFs created = TestFs.ofSize((long) kib << 10, contract)) {
            test = created;
            for (int step = 0; step < 3_000; step++) {
                int dice = random.nextInt(100);
                if (dice == 0) {
                    open.forEach(each -> each.file().close());
                    open.clear();
                    test.remount();
                    compareTrees();
                } else if (dice == 1) {
                    open.clear();
                    test.fs.sync();
                    test.remountWithoutUnmount();
                    compareTrees();
                } else {
                    step(dice);
                }
            }
            open.forEach(each -> each.file().close());
            test.remount();
            compareTrees();
        }
    }

    private void step(int dice) {
        if (dice < 12) {
            createFile(path());
        } else if (dice < 18) {
            String path = path();
            agree(() -> model.add(path, ModelFs.Node.directory()), () -> test.fs.mkdir(path));
        } else if (dice < 22) {
            String path = path();
            String target = "t".repeat(1 + random.nextInt(random.nextBoolean() ? 10 : 4095));
            agree(() -> model.add(path, new ModelFs.Node(null, target)), () -> test.fs.symlink(target, path));
        } else if (dice < 32) {
            String path = path();
            agree(() -> model.unlink(path), () -> test.fs.unlink(path));
        } else if (dice < 36) {
            String path = path();
            agree(() -> model.rmdir(path), () -> test.fs.rmdir(path));
        } else if (dice < 46) {
            String from = path();
            String to = path();
            agree(() -> model.rename(from, to), () -> test.fs.rename(from, to));
        } else if (dice < 50) {
            String from = path();
            String to = path();
            agree(() -> model.link(from, to), () -> test.fs.link(from, to));
        } else if (dice < 56) {
            openFile(path());
        } else if (!open.isEmpty()) {
            useOpenFile(dice);
        }
    }

    private void createFile(String path) {
        boolean inPlace = random.nextBoolean();
        agree(() -> model.add(path, ModelFs.Node.file()), () -> {
            OpenFlag[] flags = {OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE};
            if (inPlace) {
                flags = new OpenFlag[] {
                    OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE, OpenFlag.NODATACOW
                };
            }
            test.fs.open(path, flags).close();
        });
    }

    private void openFile(String path) {
        ModelFs.Node node = model.find(path);
        if (node != null && node.isFile() && open.size() < 6) {
            open.add(new Open(test.fs.open(path, OpenFlag.READ, OpenFlag.WRITE), node));
        }
    }

    private void useOpenFile(int dice) {
        Open each = open.get(random.nextInt(open.size()));
        int size = each.node().content.length;
        if (dice < 74) {
            int offset = random.nextInt(random.nextInt(4) == 0 ? MAX_FILE : size + 1);
            byte[] data = new byte[random.nextInt(random.nextBoolean() ? 200 : 20_000)];
            random.nextBytes(data);
            if (tryIt(() -> each.file().write(offset, data)) == null) {
                ModelFs.write(each.node(), offset, data);
            }
        } else if (dice < 80) {
            int newSize = random.nextInt(random.nextBoolean() ? size + 1 : MAX_FILE);
            if (tryIt(() -> each.file().truncate(newSize)) == null) {
                ModelFs.truncate(each.node(), newSize);
            }
        } else if (dice < 88) {
            storeThroughMapping(each);
        } else if (dice < 94) {
            compareContent(each.node(), each.file());
        } else if (dice < 96) {
            each.file().fsync();
        } else {
            each.file().close();
            open.remove(each);
        }
    }

    private void storeThroughMapping(Open each) {
        int size = each.node().content.length;
        if (size == 0) {
            return;
        }
        try (DaxMapping mapping = each.file().map(MapMode.SHARED, 0, size)) {
            int position = random.nextInt(size);
            byte[] data = new byte[random.nextInt(Math.min(5000, size - position) + 1)];
            random.nextBytes(data);
            for (int done = 0; done < data.length; done++) {
                int at = done;
                if (tryIt(() -> mapping.putByte(position + at, data[at])) != null) {
                    return;
                }
                ModelFs.write(each.node(), position + at, new byte[] {data[at]});
            }
        }
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
            path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
        }
        return path.toString();
    }

    /** Runs an operation on both. Without space the real one fails alone, and the model does not run it. */
    private void agree(Supplier<Errno> onModel, Runnable operation) {
        Errno error = tryIt(operation);
        if (error != Errno.ENOSPC) {
            assertThat(error).isEqualTo(onModel.get());
        }
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

    private void compareTrees() {
        compare("", model.root);
    }

    private void compare(String path, ModelFs.Node node) {
        Stat stat = test.fs.lstat(path.isEmpty() ? "/" : path);
        if (node.isDirectory()) {
            assertThat(stat.type()).isEqualTo(FileType.DIRECTORY);
            assertThat(stat.nlink())
                    .isEqualTo(2
                            + node.names.values().stream()
                                    .filter(ModelFs.Node::isDirectory)
                                    .count());
            assertThat(test.fs.readdir(path.isEmpty() ? "/" : path))
                    .extracting("name")
                    .containsExactlyElementsOf(node.names.keySet());
            for (Map.Entry<String, ModelFs.Node> name : node.names.entrySet()) {
                compare(path + "/" + name.getKey(), name.getValue());
            }
        } else if (node.isFile()) {
            assertThat(stat.nlink()).as(path).isEqualTo(node.nlink);
            try (DaxFile file = test.fs.open(path)) {
                compareContent(node, file);
            }
        } else {
            assertThat(test.fs.readlink(path)).isEqualTo(node.target);
        }
    }

    private static void compareContent(ModelFs.Node node, DaxFile file) {
        assertThat(file.size()).isEqualTo(node.content.length);
        assertThat(file.read(0, node.content.length + 10)).isEqualTo(node.content);
    }
}
