package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;

/** Compares a file system with {@link ModelFs}. */
final class ModelComparison {
    private static final int PAGE = 4096;

    private ModelComparison() {}

    /** Everything that the file system shows is as the model has it. */
    static void compareTrees(ModelFs model, DaxFileSystem fs) {
        compare("", model.root, fs);
    }

    private static void compare(String path, ModelFs.Node node, DaxFileSystem fs) {
        String name = path.isEmpty() ? "/" : path;
        Stat stat = fs.lstat(name);
        compareAttributes(name, stat, node, fs.lxattrs(name));
        if (node.isDirectory()) {
            assertThat(stat.nlink())
                    .isEqualTo(2
                            + node.names.values().stream()
                                    .filter(ModelFs.Node::isDirectory)
                                    .count());
            assertThat(fs.readdir(name)).extracting("name").containsExactlyElementsOf(node.names.keySet());
            for (Map.Entry<String, ModelFs.Node> child : node.names.entrySet()) {
                compare(path + "/" + child.getKey(), child.getValue(), fs);
            }
        } else if (node.isFile()) {
            try (DaxFile file = fs.open(path)) {
                compareContent(node.file, file);
            }
        } else if (node.type == FileType.SYMLINK) {
            assertThat(fs.readlink(path)).isEqualTo(node.target);
        }
    }

    private static void compareAttributes(String name, Stat stat, ModelFs.Node node, ExtendedAttributes xattrs) {
        assertThat(stat.type()).isEqualTo(node.type);
        assertThat(stat.flags()).as(name).isEqualTo(node.flags);
        assertThat(List.of((long) stat.mode(), (long) stat.uid(), (long) stat.gid(), stat.device()))
                .as(name)
                .isEqualTo(List.of((long) node.mode, (long) node.uid, (long) node.gid, node.device));
        if (!node.isDirectory()) {
            assertThat(stat.nlink()).as(name).isEqualTo(node.nlink);
        }
        if (node.atime >= 0) {
            assertThat(stat.atime()).isEqualTo(node.atime);
        }
        assertThat(xattrs.list()).as(name).containsExactlyElementsOf(node.xattrs.keySet());
        node.xattrs.forEach((key, value) -> assertThat(xattrs.get(key)).isEqualTo(value));
    }

    /** An open file holds what the model has, with the same holes. */
    static void compareContent(ModelFile model, DaxFile file) {
        assertThat(file.size()).isEqualTo(model.content.length);
        assertThat(file.read(0, model.content.length + 10)).isEqualTo(model.content);
        assertThat(file.stat().blocks()).isEqualTo(model.pages.size());
        for (int offset = 0; offset <= model.content.length; offset += PAGE / 2) {
            int from = offset;
            assertThat(seek(() -> file.seekData(from))).isEqualTo(model.seekData(from));
            assertThat(seek(() -> file.seekHole(from))).isEqualTo(model.seekHole(from));
        }
    }

    private static long seek(Supplier<Long> seek) {
        try {
            return seek.get();
        } catch (DaxFileSystemException e) {
            assertThat(e.errno()).isEqualTo(Errno.ENXIO);
            return -1;
        }
    }
}
