package org.powercut.suites.undofs;

import java.lang.foreign.MemorySegment;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;

/** Finds what paths name, symbolic links followed. */
final class Paths {
    static final long ROOT = 1;

    private static final int MAX_NAME = 255;
    private static final int MAX_HOPS = 40;

    private final Volume volume;
    private final FileData data;

    /**
     * Where a path ends.
     *
     * @param parent the directory of the last name
     * @param name the last name, empty for the root directory
     * @param slot where that name is, or 0
     * @param inode what it names, or null if there is no such name
     * @param above the directories above the last name, the root first
     */
    record Place(
            Inode parent, String name, long slot, @Nullable Inode inode, List<Inode> above) {
        boolean isRoot() {
            return name.isEmpty();
        }
    }

    Paths(Volume volume, FileData data) {
        this.volume = volume;
        this.data = data;
    }

    /** What a path names. */
    Inode inode(String path, boolean follow) {
        Inode inode = place(path, follow).inode();
        if (inode == null) {
            throw new DaxFileSystemException(Errno.ENOENT, path);
        }
        return inode;
    }

    /** Where a path ends, its last name being there or not. */
    Place place(String path, boolean follow) {
        Deque<String> rest = new ArrayDeque<>(names(path));
        Deque<Inode> above = new ArrayDeque<>(List.of(volume.inode(ROOT)));
        for (int hops = 0; !rest.isEmpty(); ) {
            String name = rest.pop();
            Inode directory = above.getLast();
            if (!directory.isDirectory()) {
                throw new DaxFileSystemException(Errno.ENOTDIR, path);
            }
            if (name.equals("..") && above.size() > 1) {
                above.removeLast();
            }
            if (name.equals(".") || name.equals("..")) {
                continue;
            }
            long slot = volume.directories.find(directory, name);
            if (slot == 0 && !rest.isEmpty()) {
                throw new DaxFileSystemException(Errno.ENOENT, path);
            }
            Inode inode = slot == 0 ? null : volume.inode(volume.directories.inode(slot));
            if (inode != null && inode.type() == FileType.SYMLINK && (follow || !rest.isEmpty())) {
                if (++hops > MAX_HOPS) {
                    throw new DaxFileSystemException(Errno.ELOOP, path);
                }
                String target = target(inode);
                if (target.startsWith("/")) {
                    above = new ArrayDeque<>(List.of(volume.inode(ROOT)));
                }
                split(target).reversed().forEach(rest::push);
            } else if (rest.isEmpty() || inode == null) {
                return new Place(directory, name, slot, inode, List.copyOf(above));
            } else {
                above.add(inode);
            }
        }
        return new Place(volume.inode(ROOT), "", 0, above.getLast(), List.copyOf(above));
    }

    String target(Inode symlink) {
        byte[] bytes = new byte[(int) symlink.size()];
        data.read(symlink, 0, MemorySegment.ofArray(bytes));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> names(String path) {
        if (!path.startsWith("/")) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": a path begins with /");
        }
        List<String> names = split(path);
        for (String name : names) {
            if (name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw new DaxFileSystemException(Errno.EINVAL, path + ": . and .. and NUL are no part of a name");
            }
            if (utf8(path, name) > MAX_NAME) {
                throw new DaxFileSystemException(Errno.ENAMETOOLONG, path);
            }
        }
        return names;
    }

    /** How many bytes of UTF-8 a text has. */
    static int utf8(String path, String text) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": it has no UTF-8 form", e);
        }
    }

    private static List<String> split(String path) {
        return Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toList();
    }
}
