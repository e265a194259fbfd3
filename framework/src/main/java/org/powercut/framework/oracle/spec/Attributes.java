package org.powercut.framework.oracle.spec;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileFlag;

/**
 * The attributes of an inode.
 *
 * @param mode permission bits
 * @param uid owner
 * @param gid group
 * @param flags what stays with the file
 * @param xattrs extended attributes: name to value
 * @param times what was set last; null if the clock decides
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Attributes(
        int mode,
        int uid,
        int gid,
        Set<FileFlag> flags,
        NavigableMap<String, XattrValue> xattrs,
        @Nullable Times times) {
    public Attributes {
        flags = Set.copyOf(flags);
        xattrs = Collections.unmodifiableNavigableMap(xattrs);
    }

    /**
     * The value of an extended attribute.
     *
     * @param version the version of its bytes
     * @param length how many there are
     */
    public record XattrValue(int version, int length) {}

    static Attributes fresh(int mode, Set<FileFlag> flags) {
        return new Attributes(mode, 0, 0, flags, new TreeMap<>(), null);
    }

    Attributes withMode(int newMode) {
        return new Attributes(newMode, uid, gid, flags, xattrs, times);
    }

    Attributes withOwner(int newUid, int newGid) {
        return new Attributes(mode, newUid, newGid, flags, xattrs, times);
    }

    Attributes withFlags(Set<FileFlag> newFlags) {
        return new Attributes(mode, uid, gid, newFlags, xattrs, times);
    }

    Attributes withTimes(@Nullable Times newTimes) {
        return new Attributes(mode, uid, gid, flags, xattrs, newTimes);
    }

    Attributes withXattr(String name, @Nullable XattrValue value) {
        NavigableMap<String, XattrValue> changed = new TreeMap<>(xattrs);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return new Attributes(mode, uid, gid, flags, changed, times);
    }

    boolean isImmutable() {
        return flags.contains(FileFlag.IMMUTABLE);
    }

    /** Whether neither attributes nor names of the inode can change. */
    boolean isFixed() {
        return isImmutable() || flags.contains(FileFlag.APPEND_ONLY);
    }
}
