package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NotSupportedException;

/** What a name of an extended attribute may be, and which inodes may have it (xattr(7)). */
final class XattrNames {
    static final int MAX_LENGTH = 255;

    private static final String USER = "user.";
    private static final String TRUSTED = "trusted.";
    private static final String SECURITY = "security.";
    private static final String ACCESS_ACL = "system.posix_acl_access";
    private static final String DEFAULT_ACL = "system.posix_acl_default";

    private XattrNames() {}

    /** Whether a string can be a name, its length aside. */
    static boolean isName(String name) {
        return name.indexOf('\0') < 0
                && (isIn(USER, name)
                        || isIn(TRUSTED, name)
                        || isIn(SECURITY, name)
                        || name.equals(ACCESS_ACL)
                        || name.equals(DEFAULT_ACL));
    }

    private static boolean isIn(String namespace, String name) {
        return name.startsWith(namespace) && name.length() > namespace.length();
    }

    /**
     * The bytes of a name.
     *
     * @throws DaxFileSystemException ERANGE if it is too long, EOPNOTSUPP if it is in no namespace that there is
     */
    static byte[] encode(String name) {
        byte[] bytes = Names.utf8(name, name);
        if (bytes.length > MAX_LENGTH) {
            throw new DaxFileSystemException(
                    Errno.ERANGE, "the name of an attribute has at most 255 bytes, not " + bytes.length);
        }
        if (!isName(name)) {
            throw new NotSupportedException("an attribute '" + name
                    + "'; names begin with user., trusted. or security., or are system.posix_acl_access or _default");
        }
        return bytes;
    }

    /** Fails if an inode of this type may not have the attribute. */
    static void requireAllowed(String name, Inode inode) {
        boolean holdsData = inode.type == FileType.REGULAR || inode.isDirectory();
        if (isIn(USER, name) && !holdsData) {
            throw new DaxFileSystemException(
                    Errno.EPERM, name + ": user attributes are for files and directories, not for a " + inode.type);
        }
        if (name.equals(DEFAULT_ACL) && !inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EACCES, name + " is for directories, not for a " + inode.type);
        }
        if (name.equals(ACCESS_ACL) && inode.type == FileType.SYMLINK) {
            throw new NotSupportedException(name + " of a symbolic link");
        }
    }
}
