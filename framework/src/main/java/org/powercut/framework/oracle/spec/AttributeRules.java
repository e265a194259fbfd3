package org.powercut.framework.oracle.spec;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.spec.Attributes.XattrValue;

/** What operations on attributes do. */
final class AttributeRules {
    private static final int MAX_XATTR_NAME = 255;
    private static final int MAX_XATTR = 65536;

    private final Draft draft;

    AttributeRules(Draft draft) {
        this.draft = draft;
    }

    void chmod(Operation.Chmod chmod) {
        change(chmod.path(), attributes -> attributes.withMode(chmod.mode()));
    }

    void chown(Operation.Chown chown) {
        change(chown.path(), attributes -> attributes.withOwner(chown.uid(), chown.gid()));
    }

    /** Under STRONG times are durable at return like everything else. */
    void utimes(Operation.Utimes utimes) {
        Times times = new Times(utimes.atime(), utimes.mtime(), false);
        change(utimes.path(), attributes -> attributes.withTimes(times));
    }

    /** Changes attributes; none of these moves what utimes has set, atime and mtime. */
    private void change(String path, UnaryOperator<Attributes> change) {
        int number = PathWalk.find(draft, path);
        Node node = draft.node(number);
        SpecError.unless(!node.attributes().isFixed(), Errno.EPERM);
        draft.nodes.put(number, node.with(change.apply(node.attributes())));
    }

    void setFlags(Operation.SetFlags operation) {
        int number = PathWalk.find(draft, operation.path());
        Node node = draft.node(number);
        boolean hasFlags = node.type() == FileType.REGULAR || node.type() == FileType.DIRECTORY;
        SpecError.unless(hasFlags, Errno.EOPNOTSUPP);
        boolean otherMedia = differs(node, operation, FileFlag.NODATACOW);
        boolean otherAccess = differs(node, operation, FileFlag.DAX);
        boolean hasData = node instanceof Node.File file && !file.data().isEmpty();
        SpecError.unless(!otherMedia || !hasData, Errno.EINVAL);
        boolean hasNames =
                node instanceof Node.Directory directory && !directory.names().isEmpty();
        SpecError.unless(!otherAccess || !hasNames, Errno.ENOTEMPTY);
        boolean isMapped = draft.mapped.values().stream().anyMatch(mapped -> mapped.node() == number);
        SpecError.unless(!(otherMedia || otherAccess) || !isMapped, Errno.EBUSY);
        if (operation.flags().contains(FileFlag.IMMUTABLE) && node instanceof Node.File file) {
            draft.makeDurable(file, 0, file.data().size());
        }
        draft.nodes.put(number, node.with(node.attributes().withFlags(operation.flags())));
    }

    private static boolean differs(Node node, Operation.SetFlags operation, FileFlag flag) {
        return node.attributes().flags().contains(flag) != operation.flags().contains(flag);
    }

    // extended attributes

    void setXattr(Operation.SetXattr operation) {
        int number = PathWalk.find(draft, operation.path());
        Node node = draft.node(number);
        requireName(operation.name());
        SpecError.unless(operation.length() <= MAX_XATTR, Errno.E2BIG);
        SpecError.unless(!node.attributes().isFixed(), Errno.EPERM);
        requireAllowed(operation.name(), node);
        boolean exists = node.attributes().xattrs().containsKey(operation.name());
        switch (operation.flag()) {
            case ANY -> {}
            case CREATE -> SpecError.unless(!exists, Errno.EEXIST);
            case REPLACE -> SpecError.unless(exists, Errno.ENODATA);
        }
        XattrValue value = new XattrValue(operation.version(), operation.length());
        draft.nodes.put(number, node.with(node.attributes().withXattr(operation.name(), value)));
    }

    void removeXattr(Operation.RemoveXattr operation) {
        int number = PathWalk.find(draft, operation.path());
        Node node = draft.node(number);
        requireName(operation.name());
        SpecError.unless(!node.attributes().isFixed(), Errno.EPERM);
        SpecError.unless(node.attributes().xattrs().containsKey(operation.name()), Errno.ENODATA);
        draft.nodes.put(number, node.with(node.attributes().withXattr(operation.name(), null)));
    }

    private static void requireName(String name) {
        SpecError.unless(name.getBytes(StandardCharsets.UTF_8).length <= MAX_XATTR_NAME, Errno.ERANGE);
        boolean known = Stream.of("user.", "trusted.", "security.")
                        .anyMatch(space -> name.startsWith(space) && name.length() > space.length())
                || Set.of("system.posix_acl_access", "system.posix_acl_default").contains(name);
        SpecError.unless(known, Errno.EOPNOTSUPP);
    }

    private static void requireAllowed(String name, Node node) {
        boolean holdsData = node instanceof Node.File || node instanceof Node.Directory;
        SpecError.unless(!name.startsWith("user.") || holdsData, Errno.EPERM);
        boolean isDirectory = node instanceof Node.Directory;
        SpecError.unless(!name.equals("system.posix_acl_default") || isDirectory, Errno.EACCES);
    }
}
