package org.powercut.daxfs.nio;

import static java.nio.file.attribute.AclEntryPermission.APPEND_DATA;
import static java.nio.file.attribute.AclEntryPermission.EXECUTE;
import static java.nio.file.attribute.AclEntryPermission.READ_ACL;
import static java.nio.file.attribute.AclEntryPermission.READ_ATTRIBUTES;
import static java.nio.file.attribute.AclEntryPermission.READ_DATA;
import static java.nio.file.attribute.AclEntryPermission.SYNCHRONIZE;
import static java.nio.file.attribute.AclEntryPermission.WRITE_ACL;
import static java.nio.file.attribute.AclEntryPermission.WRITE_ATTRIBUTES;
import static java.nio.file.attribute.AclEntryPermission.WRITE_DATA;
import static java.nio.file.attribute.AclEntryPermission.WRITE_OWNER;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;

/**
 * The permission bits as an access control list of {@code OWNER@}, {@code GROUP@} and {@code EVERYONE@}. A list is set if
 * it says what the bits can say: at most one entry for each of the three that allows whole rights (reading; writing with
 * appending; executing) and what everyone, or the owner, may do anyway. Others are refused, and so is any change of a
 * file that has a {@code system.posix_acl_access} list, which says more than can be shown here.
 */
final class AclView implements AclFileAttributeView {
    private static final List<Right> RIGHTS = List.of(
            new Right(4, EnumSet.of(READ_DATA)),
            new Right(2, EnumSet.of(WRITE_DATA, APPEND_DATA)),
            new Right(1, EnumSet.of(EXECUTE)));
    private static final List<Everyone> CLASSES =
            List.of(new Everyone("OWNER@", 6), new Everyone("GROUP@", 3), new Everyone("EVERYONE@", 0));
    private static final String POSIX_ACL = "system.posix_acl_access";

    private static final Set<AclEntryPermission> ANYWAY = EnumSet.of(READ_ATTRIBUTES, READ_ACL, SYNCHRONIZE);
    private static final Set<AclEntryPermission> OWNER_ANYWAY =
            EnumSet.of(READ_ATTRIBUTES, READ_ACL, SYNCHRONIZE, WRITE_ATTRIBUTES, WRITE_ACL, WRITE_OWNER);

    private final Target target;
    private final PosixView posix;

    /** One of the three classes of users that permission bits know. */
    private record Everyone(String name, int shift) implements UserPrincipal {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }

        Set<AclEntryPermission> anyway() {
            return shift == 6 ? OWNER_ANYWAY : ANYWAY;
        }
    }

    AclView(Target target) {
        this.target = target;
        this.posix = new PosixView(target, AttributeViews.ACL);
    }

    @Override
    public String name() {
        return AttributeViews.ACL;
    }

    @Override
    public List<AclEntry> getAcl() throws IOException {
        requireBitsOnly();
        int mode = target.stat().mode();
        return CLASSES.stream().map(users -> entry(users, mode >> users.shift)).toList();
    }

    private static AclEntry entry(Everyone users, int bits) {
        Set<AclEntryPermission> permissions = EnumSet.copyOf(users.anyway());
        RIGHTS.stream()
                .filter(right -> (bits & right.bit) != 0)
                .forEach(right -> permissions.addAll(right.permissions));
        return AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(users)
                .setPermissions(permissions)
                .build();
    }

    /** A permission bit and what it allows. */
    private record Right(int bit, Set<AclEntryPermission> permissions) {}

    @Override
    public void setAcl(List<AclEntry> acl) throws IOException {
        requireBitsOnly();
        int mode = 0;
        for (AclEntry entry : acl) {
            if (!(entry.principal() instanceof Everyone users)
                    || entry.type() != AclEntryType.ALLOW
                    || !entry.flags().isEmpty()) {
                throw refused(entry, "entries allow something to OWNER@, GROUP@ or EVERYONE@, and are not inherited");
            }
            EnumSet<AclEntryPermission> rest = EnumSet.noneOf(AclEntryPermission.class);
            rest.addAll(entry.permissions());
            rest.removeAll(users.anyway());
            int bits = 0;
            for (Right right : RIGHTS) {
                if (rest.containsAll(right.permissions)) {
                    rest.removeAll(right.permissions);
                    bits |= right.bit;
                }
            }
            if (!rest.isEmpty()) {
                throw refused(entry, "permission bits cannot say " + rest);
            }
            mode |= bits << users.shift;
        }
        posix.setMode(target.stat().mode() & ~0777 | mode);
    }

    private static FileSystemException refused(AclEntry entry, String why) {
        return new FileSystemException(entry.toString(), null, why);
    }

    private void requireBitsOnly() throws IOException {
        boolean extended = target.apply(
                (DaxFileSystem fs, String path) -> fs.capabilities().contains(Capability.XATTRS)
                        && target.xattrs(fs, path).list().contains(POSIX_ACL));
        if (extended) {
            throw new FileSystemException(
                    POSIX_ACL, null, "the file has an extended list, which says more than can be shown as " + CLASSES);
        }
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return posix.getOwner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        posix.setOwner(owner);
    }
}
