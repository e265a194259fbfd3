package org.powercut.torture.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;

/** The files of the machine. */
final class LocalTree implements Tree {
    @Override
    public @Nullable FileType type(String path) throws IOException {
        Path file = Path.of(path);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isOther()) {
            throw new ToolException(path + ": is neither a file, nor a directory, nor a symbolic link");
        }
        return attributes.isDirectory()
                ? FileType.DIRECTORY
                : attributes.isSymbolicLink() ? FileType.SYMLINK : FileType.REGULAR;
    }

    @Override
    public List<String> list(String directory) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public int mode(String path) throws IOException {
        int mode = 0;
        for (PosixFilePermission permission : Files.getPosixFilePermissions(Path.of(path), LinkOption.NOFOLLOW_LINKS)) {
            mode |= 0400 >> permission.ordinal();
        }
        return mode;
    }

    @Override
    public long size(String path) throws IOException {
        return Files.size(Path.of(path));
    }

    @Override
    public String readlink(String path) throws IOException {
        return Files.readSymbolicLink(Path.of(path)).toString();
    }

    @Override
    public InputStream read(String path) throws IOException {
        return Files.newInputStream(Path.of(path));
    }

    @Override
    public OutputStream write(String path, int mode) throws IOException {
        OutputStream stream = Files.newOutputStream(Path.of(path));
        setMode(path, mode);
        return stream;
    }

    @Override
    public void mkdir(String path, int mode) throws IOException {
        Files.createDirectory(Path.of(path));
        setMode(path, mode | 0700);
    }

    @Override
    public void symlink(String target, String path) throws IOException {
        Files.createSymbolicLink(Path.of(path), Path.of(target));
    }

    private static void setMode(String path, int mode) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        Files.setPosixFilePermissions(Path.of(path), permissions);
    }
}
