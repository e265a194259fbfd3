package org.powercut.daxfs.nio;

import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** Permission bits as numbers and as sets. New files get theirs less the umask 022. */
final class Modes {
    static final int NEW_FILE = 0666;
    static final int NEW_DIRECTORY = 0777;

    /** What chmod can change: the permissions, and the set-id and sticky bits. */
    static final int ALL = 07777;

    /** What a file is made with if nothing else is asked for. */
    static final int USUAL_FILE = 0644;

    /** What a directory is made with if nothing else is asked for. */
    static final int USUAL_DIRECTORY = 0755;

    private static final int UMASK = 022;
    private static final PosixFilePermission[] BY_BIT = PosixFilePermission.values();

    private Modes() {}

    /**
     * The mode of what is made with these attributes.
     *
     * @throws UnsupportedOperationException for an attribute other than {@code posix:permissions}
     */
    static int ofNew(int usual, FileAttribute<?>... attributes) {
        int mode = usual;
        for (FileAttribute<?> attribute : attributes) {
            if (!Objects.requireNonNull(attribute).name().equals("posix:permissions")) {
                throw new UnsupportedOperationException(
                        "'" + attribute.name() + "' cannot be set at creation; posix:permissions can");
            }
            mode = ofSet((Set<?>) attribute.value());
        }
        return mode & ~UMASK;
    }

    /** The bits of some permissions. */
    static int ofSet(Set<?> permissions) {
        int mode = 0;
        for (Object permission : permissions) {
            mode |= bit((PosixFilePermission) Objects.requireNonNull(permission));
        }
        return mode;
    }

    /** The permissions that a mode grants. */
    static Set<PosixFilePermission> toSet(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : BY_BIT) {
            if ((mode & bit(permission)) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    /** The constants stand in the order of the bits, the owner's right to read, 0400, first. */
    private static int bit(PosixFilePermission permission) {
        return 0400 >> permission.ordinal();
    }
}
