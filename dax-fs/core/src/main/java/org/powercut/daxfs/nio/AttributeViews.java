package org.powercut.daxfs.nio;

import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;

/** Which views of attributes there are, and how one gets them. */
final class AttributeViews {
    static final String BASIC = "basic";
    static final String POSIX = "posix";
    static final String UNIX = "unix";
    static final String OWNER = "owner";
    static final String ACL = "acl";
    static final String USER = "user";

    private static final Set<String> ALWAYS = Set.of(BASIC, POSIX, UNIX, OWNER, ACL);
    private static final Set<String> WITH_XATTRS = Set.of(BASIC, POSIX, UNIX, OWNER, ACL, USER);

    private AttributeViews() {}

    static Set<String> names(DaxFileSystem fs) {
        return hasXattrs(fs) ? WITH_XATTRS : ALWAYS;
    }

    private static boolean hasXattrs(DaxFileSystem fs) {
        return fs.capabilities().contains(Capability.XATTRS);
    }

    static boolean isSupported(DaxFileSystem fs, Class<? extends FileAttributeView> type) {
        return type == BasicFileAttributeView.class
                || type == PosixFileAttributeView.class
                || type == FileOwnerAttributeView.class
                || type == AclFileAttributeView.class
                || type == UserDefinedFileAttributeView.class && hasXattrs(fs);
    }

    static <V extends FileAttributeView> @Nullable V of(DaxPath path, Class<V> type, boolean followLinks) {
        return of(Target.of(path, followLinks), type);
    }

    /** A view, or null if there is none of this type. */
    static <V extends FileAttributeView> @Nullable V of(Target target, Class<V> type) {
        if (!isSupported(target.files().fs(), type)) {
            return null;
        }
        if (type == UserDefinedFileAttributeView.class) {
            return type.cast(new UserView(target));
        }
        if (type == AclFileAttributeView.class) {
            return type.cast(new AclView(target));
        }
        return type.cast(new PosixView(target, name(type)));
    }

    private static String name(Class<? extends FileAttributeView> type) {
        if (type == BasicFileAttributeView.class) {
            return BASIC;
        }
        return type == FileOwnerAttributeView.class ? OWNER : POSIX;
    }
}
