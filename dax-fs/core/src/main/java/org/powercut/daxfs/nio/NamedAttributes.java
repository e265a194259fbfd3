package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.powercut.daxfs.FileType;

/** Attributes by names such as {@code unix:nlink}; without a view before the colon they are basic ones. */
final class NamedAttributes {
    private static final Map<String, Function<DaxFileAttributes, Object>> BASIC = Map.of(
            "lastModifiedTime", DaxFileAttributes::lastModifiedTime,
            "lastAccessTime", DaxFileAttributes::lastAccessTime,
            "creationTime", DaxFileAttributes::creationTime,
            "size", DaxFileAttributes::size,
            "isRegularFile", DaxFileAttributes::isRegularFile,
            "isDirectory", DaxFileAttributes::isDirectory,
            "isSymbolicLink", DaxFileAttributes::isSymbolicLink,
            "isOther", DaxFileAttributes::isOther,
            "fileKey", DaxFileAttributes::fileKey);
    private static final Map<String, Function<DaxFileAttributes, Object>> POSIX = with(
            BASIC,
            Map.of(
                    "permissions", DaxFileAttributes::permissions,
                    "owner", DaxFileAttributes::owner,
                    "group", DaxFileAttributes::group));
    private static final Map<String, Function<DaxFileAttributes, Object>> UNIX = with(
            POSIX,
            Map.of(
                    "mode",
                            attributes -> typeBits(attributes.stat().type())
                                    | attributes.stat().mode(),
                    "ino", attributes -> attributes.stat().ino(),
                    "dev", attributes -> 0L,
                    "rdev", attributes -> attributes.stat().device(),
                    "nlink", attributes -> attributes.stat().nlink(),
                    "uid", attributes -> attributes.stat().uid(),
                    "gid", attributes -> attributes.stat().gid(),
                    "ctime", DaxFileAttributes::changeTime));
    private static final Map<String, Function<DaxFileAttributes, Object>> OWNER =
            Map.of("owner", DaxFileAttributes::owner);

    private NamedAttributes() {}

    private static Map<String, Function<DaxFileAttributes, Object>> with(
            Map<String, Function<DaxFileAttributes, Object>> some,
            Map<String, Function<DaxFileAttributes, Object>> more) {
        Map<String, Function<DaxFileAttributes, Object>> all = new LinkedHashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }

    /** The kind of a file as stat(2) has it in {@code st_mode} (inode(7)). */
    private static int typeBits(FileType type) {
        return switch (type) {
            case FIFO -> 0010000;
            case CHARACTER_DEVICE -> 0020000;
            case DIRECTORY -> 0040000;
            case BLOCK_DEVICE -> 0060000;
            case REGULAR -> 0100000;
            case SYMLINK -> 0120000;
            case SOCKET -> 0140000;
        };
    }

    /** A view and the names after the colon. */
    private record Names(String view, String rest) {
        static Names of(DaxPath path, String text) {
            int colon = text.indexOf(':');
            String view = colon < 0 ? AttributeViews.BASIC : text.substring(0, colon);
            if (view.isEmpty()) {
                throw new IllegalArgumentException("'" + text + "': no view before the colon");
            }
            if (!AttributeViews.names(path.getFileSystem().fs()).contains(view)) {
                throw new UnsupportedOperationException("there is no view '" + view + "' here");
            }
            return new Names(view, text.substring(colon + 1));
        }
    }

    static Map<String, Object> read(DaxPath path, String text, boolean followLinks) throws IOException {
        Names names = Names.of(path, text);
        Target target = Target.of(path, followLinks);
        List<String> wanted = Arrays.asList(names.rest.split(","));
        return switch (names.view) {
            case AttributeViews.USER -> readUser(new UserView(target), wanted);
            case AttributeViews.ACL -> readAcl(new AclView(target), wanted);
            default -> readFixed(target, known(names.view), wanted);
        };
    }

    private static Map<String, Function<DaxFileAttributes, Object>> known(String view) {
        return switch (view) {
            case AttributeViews.POSIX -> POSIX;
            case AttributeViews.UNIX -> UNIX;
            case AttributeViews.OWNER -> OWNER;
            default -> BASIC;
        };
    }

    private static Map<String, Object> readFixed(
            Target target, Map<String, Function<DaxFileAttributes, Object>> known, List<String> wanted)
            throws IOException {
        List<String> names = expand(wanted, new ArrayList<>(known.keySet()));
        names.forEach(name -> requireKnown(known.containsKey(name), name));
        DaxFileAttributes attributes = new DaxFileAttributes(target.stat());
        Map<String, Object> result = new LinkedHashMap<>();
        names.forEach(
                name -> result.put(name, Objects.requireNonNull(known.get(name)).apply(attributes)));
        return result;
    }

    private static List<String> expand(List<String> wanted, List<String> all) {
        return wanted.contains("*") ? all : wanted;
    }

    private static void requireKnown(boolean known, String name) {
        if (!known) {
            throw new IllegalArgumentException("'" + name + "' is no attribute of this view");
        }
    }

    private static Map<String, Object> readUser(UserView view, List<String> wanted) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        for (String name : expand(wanted, view.list())) {
            result.put(name, view.get(name));
        }
        return result;
    }

    private static Map<String, Object> readAcl(AclView view, List<String> wanted) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        for (String name : expand(wanted, List.of("acl", "owner"))) {
            requireKnown(name.equals("acl") || name.equals("owner"), name);
            result.put(name, name.equals("acl") ? view.getAcl() : view.getOwner());
        }
        return result;
    }

    static void set(DaxPath path, String text, Object value, boolean followLinks) throws IOException {
        Names names = Names.of(path, text);
        Target target = Target.of(path, followLinks);
        switch (names.view) {
            case AttributeViews.USER -> {
                ByteBuffer bytes = value instanceof byte[] array ? ByteBuffer.wrap(array) : (ByteBuffer) value;
                new UserView(target).write(names.rest, bytes);
            }
            case AttributeViews.ACL -> setAcl(new AclView(target), names.rest, value);
            default -> {
                requireKnown(known(names.view).containsKey(names.rest), names.rest);
                setFixed(new PosixView(target, names.view), names.rest, value);
            }
        }
    }

    private static void setFixed(PosixView view, String name, Object value) throws IOException {
        switch (name) {
            case "lastModifiedTime" -> view.setTimes((FileTime) value, null, null);
            case "lastAccessTime" -> view.setTimes(null, (FileTime) value, null);
            case "creationTime" -> view.setTimes(null, null, (FileTime) value);
            case "permissions" -> view.setPermissions(permissions(value));
            case "owner" -> view.setOwner((UserPrincipal) value);
            case "group" -> view.setGroup((GroupPrincipal) value);
            case "mode" -> view.setMode((Integer) value & Modes.ALL);
            case "uid" -> view.setUid((Integer) value);
            case "gid" -> view.setGid((Integer) value);
            default -> throw new IllegalArgumentException("'" + name + "' cannot be set");
        }
    }

    private static void setAcl(AclView view, String name, Object value) throws IOException {
        switch (name) {
            case "acl" ->
                view.setAcl(((List<?>) value).stream().map(AclEntry.class::cast).toList());
            case "owner" -> view.setOwner((UserPrincipal) value);
            default -> requireKnown(false, name);
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<PosixFilePermission> permissions(Object value) {
        return (Set<PosixFilePermission>) value;
    }
}
