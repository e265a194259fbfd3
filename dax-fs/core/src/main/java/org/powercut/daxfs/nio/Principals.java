package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/**
 * Users and groups by number: a file system on a device knows no names. 0 is {@code root}, 1000 is {@code uid:1000} or
 * {@code gid:1000}, and plain {@code 1000} is understood too.
 */
final class Principals {
    static final UserPrincipalLookupService LOOKUP = new Lookup();

    private static final String ROOT = "root";
    private static final String UID = "uid:";
    private static final String GID = "gid:";

    private Principals() {}

    /** A user. */
    record User(int uid) implements UserPrincipal {
        @Override
        public String getName() {
            return name(UID, uid);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    /** A group. */
    record Group(int gid) implements GroupPrincipal {
        @Override
        public String getName() {
            return name(GID, gid);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    private static String name(String prefix, int id) {
        return id == 0 ? ROOT : prefix + Integer.toUnsignedString(id);
    }

    private static int id(String prefix, String name) throws UserPrincipalNotFoundException {
        if (name.equals(ROOT)) {
            return 0;
        }
        try {
            return Integer.parseUnsignedInt(name.startsWith(prefix) ? name.substring(prefix.length()) : name);
        } catch (NumberFormatException e) {
            UserPrincipalNotFoundException unknown = new UserPrincipalNotFoundException(name);
            unknown.initCause(e);
            throw unknown;
        }
    }

    private static final class Lookup extends UserPrincipalLookupService {
        @Override
        public UserPrincipal lookupPrincipalByName(String name) throws IOException {
            return new User(id(UID, name));
        }

        @Override
        public GroupPrincipal lookupPrincipalByGroupName(String group) throws IOException {
            return new Group(id(GID, group));
        }
    }
}
