package org.powercut.daxfs.nio;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;

/**
 * Walks a path name by name, as path_resolution(7): through symbolic links, {@code .} and {@code ..}. The file system
 * itself walks paths without dots; here is what must see each name.
 */
final class RealPaths {
    /** As on Linux. */
    private static final int MAX_LINKS = 40;

    private RealPaths() {}

    /** The path of what exists there: without dots, and without links if they are followed. */
    static DaxPath of(DaxPath path, boolean followLinks) throws IOException {
        DaxNioFileSystem fileSystem = path.getFileSystem();
        return NioErrors.call(path, () -> {
            DaxFileSystem fs = fileSystem.fs();
            DaxPath absolute = path.toAbsolutePath();
            List<String> names = followLinks ? walk(fs, absolute, absolute.names()) : withoutNeedlessDots(fs, absolute);
            if (names.isEmpty() || !followLinks) {
                fs.lstat(fileSystem.spiPath(absolute));
            }
            return new DaxPath(fileSystem, true, List.copyOf(names));
        });
    }

    /**
     * The path without dots that names the same, the last name's link not followed. Only the last name may be missing.
     */
    static String withoutDots(DaxFileSystem fs, DaxPath path) {
        List<String> names = path.names();
        int last = names.size();
        while (last > 0 && names.get(last - 1).equals(".")) {
            last--;
        }
        if (last == 0 || names.get(last - 1).equals("..")) {
            return text(walk(fs, path, names));
        }
        List<String> directory = walk(fs, path, names.subList(0, last - 1));
        directory.add(names.get(last - 1));
        if (last < names.size() && fs.stat(text(directory)).type() != FileType.DIRECTORY) {
            throw new DaxFileSystemException(Errno.ENOTDIR, path + ": a name before /. is no directory");
        }
        return text(directory);
    }

    /** The path of what exists there, without dots and links, as the file system behind knows it. */
    static String real(DaxFileSystem fs, DaxPath path) {
        return text(walk(fs, path, path.names()));
    }

    private static List<String> walk(DaxFileSystem fs, DaxPath path, List<String> names) {
        List<String> real = new ArrayList<>();
        Deque<String> left = new ArrayDeque<>(names);
        boolean directory = true;
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.removeFirst();
            if (!directory) {
                throw new DaxFileSystemException(Errno.ENOTDIR, path + ": " + text(real) + " is no directory");
            }
            if (name.equals("..")) {
                if (!real.isEmpty()) {
                    real.removeLast();
                }
            } else if (!name.equals(".")) {
                real.add(name);
                FileType type = fs.lstat(text(real)).type();
                if (type == FileType.SYMLINK) {
                    if (++links > MAX_LINKS) {
                        throw new DaxFileSystemException(Errno.ELOOP, path + ": more than " + MAX_LINKS + " links");
                    }
                    String target = fs.readlink(text(real));
                    real.removeLast();
                    if (target.startsWith("/")) {
                        real.clear();
                    }
                    PathText.names(target).reversed().forEach(left::addFirst);
                } else {
                    directory = type == FileType.DIRECTORY;
                }
            }
        }
        return real;
    }

    /** Leaves out each {@code .}, and each {@code ..} whose name before is no link. */
    private static List<String> withoutNeedlessDots(DaxFileSystem fs, DaxPath path) {
        List<String> kept = new ArrayList<>();
        for (String name : path.names()) {
            boolean back = name.equals("..");
            if (back && kept.isEmpty() || name.equals(".")) {
                continue;
            }
            if (back && !kept.getLast().equals("..") && !isLink(fs, path, kept)) {
                kept.removeLast();
            } else {
                kept.add(name);
            }
        }
        return kept;
    }

    private static boolean isLink(DaxFileSystem fs, DaxPath path, List<String> names) {
        DaxPath before = new DaxPath(path.getFileSystem(), true, List.copyOf(names));
        return fs.lstat(path.getFileSystem().spiPath(before)).type() == FileType.SYMLINK;
    }

    private static String text(List<String> names) {
        return "/" + String.join("/", names);
    }
}
