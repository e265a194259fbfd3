package org.powercut.daxfs;

import java.util.List;

/**
 * The extended attributes of one inode (xattr(7)). Names are in a namespace, {@code user.}, {@code trusted.}, {@code
 * security.} or {@code system.posix_acl_}{@code access|default}, and up to 255 bytes of UTF-8; values are up to 65536
 * bytes. {@code user.} attributes are for regular files and directories only (EPERM otherwise).
 */
public interface ExtendedAttributes {

    /**
     * The value of an attribute.
     *
     * @throws DaxFileSystemException ENODATA if there is none of that name
     */
    byte[] get(String name);

    /** The names there are, in the order of their bytes. */
    List<String> list();

    /**
     * Sets an attribute, atomically.
     *
     * @throws DaxFileSystemException EEXIST or ENODATA as {@code flag} says; ERANGE for a name, E2BIG for a value that
     *     is too long; EOPNOTSUPP for an unknown namespace
     */
    void set(String name, byte[] value, XattrFlag flag);

    /** Sets an attribute, whether there is one of this name or not. */
    default void set(String name, byte[] value) {
        set(name, value, XattrFlag.ANY);
    }

    /**
     * Removes an attribute.
     *
     * @throws DaxFileSystemException ENODATA if there is none of that name
     */
    void remove(String name);
}
