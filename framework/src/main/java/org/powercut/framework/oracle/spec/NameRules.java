package org.powercut.framework.oracle.spec;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.RenameFlag;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.VersionedBytes;
import org.powercut.framework.oracle.spec.PathWalk.Place;

/** What operations on names do. */
final class NameRules {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;
    private static final int LINK_MODE = 0777;

    private final Draft draft;

    NameRules(Draft draft) {
        this.draft = draft;
    }

    // making

    void create(Operation.Create create) {
        Place place = free(create.path());
        Set<FileFlag> flags = new HashSet<>(Draft.inherited(parent(place), FileType.REGULAR));
        if (create.inPlace()) {
            flags.add(FileFlag.NODATACOW);
        }
        add(place, new Node.File(Attributes.fresh(FILE_MODE, flags), FileData.EMPTY));
    }

    void mkdir(String path) {
        Place place = free(path);
        Set<FileFlag> flags = Draft.inherited(parent(place), FileType.DIRECTORY);
        add(place, Node.Directory.empty(Attributes.fresh(DIRECTORY_MODE, flags), place.directory()));
    }

    /** Makes files, too, as mknod(2) does; directories and links have operations of their own. */
    void mknod(Operation.Mknod mknod) {
        FileType type = mknod.type();
        SpecError.unless(type != FileType.DIRECTORY && type != FileType.SYMLINK, Errno.EINVAL);
        Place place = free(mknod.path());
        Attributes attributes = Attributes.fresh(FILE_MODE, Draft.inherited(parent(place), type));
        add(
                place,
                type == FileType.REGULAR
                        ? new Node.File(attributes, FileData.EMPTY)
                        : new Node.Special(attributes, type));
    }

    void symlink(Operation.Symlink symlink) {
        add(free(symlink.path()), new Node.Symlink(Attributes.fresh(LINK_MODE, Set.of()), symlink.target()));
    }

    /** The file has its data before it has its name. */
    void tmpfile(Operation.Tmpfile tmpfile) {
        int slash = tmpfile.path().lastIndexOf('/');
        int directory = PathWalk.find(draft, tmpfile.path().substring(0, Math.max(1, slash)));
        SpecError.unless(draft.node(directory) instanceof Node.Directory, Errno.ENOTDIR);
        Place place = free(tmpfile.path());
        Set<FileFlag> flags = Draft.inherited(draft.directory(directory), FileType.REGULAR);
        int file = add(place, new Node.File(Attributes.fresh(FILE_MODE, flags), FileData.EMPTY));
        byte[] bytes = VersionedBytes.of(tmpfile.version(), 0, Math.toIntExact(tmpfile.length()));
        new DataRules(draft).writeNewPages(file, 0, bytes);
    }

    private Place free(String path) {
        Place place = PathWalk.place(draft, path, false);
        SpecError.unless(place.node() == null, Errno.EEXIST);
        SpecError.unless(!parent(place).attributes().isImmutable(), Errno.EPERM);
        return place;
    }

    private Node.Directory parent(Place place) {
        return draft.directory(place.directory());
    }

    private int add(Place place, Node node) {
        int number = draft.add(node);
        put(place, number);
        return number;
    }

    private void put(Place place, int number) {
        draft.nodes.put(place.directory(), parent(place).withName(place.name(), number));
        draft.touch(place.directory());
    }

    void link(Operation.Link link) {
        int existing = PathWalk.place(draft, link.existing(), false).require();
        Place place = PathWalk.place(draft, link.path(), false);
        SpecError.unless(!(draft.node(existing) instanceof Node.Directory), Errno.EPERM);
        SpecError.unless(place.node() == null, Errno.EEXIST);
        SpecError.unless(!draft.node(existing).attributes().isFixed(), Errno.EPERM);
        SpecError.unless(!parent(place).attributes().isImmutable(), Errno.EPERM);
        put(place, existing);
    }

    // removing

    void unlink(String path) {
        Place place = PathWalk.place(draft, path, false);
        SpecError.unless(!(draft.node(place.require()) instanceof Node.Directory), Errno.EISDIR);
        requireRemovable(place);
        remove(place);
    }

    void rmdir(String path) {
        Place place = PathWalk.place(draft, path, false);
        Node node = draft.node(place.require());
        SpecError.unless(node instanceof Node.Directory, Errno.ENOTDIR);
        requireNotRoot(place);
        SpecError.unless(((Node.Directory) node).names().isEmpty(), Errno.ENOTEMPTY);
        requireRemovable(place);
        remove(place);
    }

    private static void requireNotRoot(Place place) {
        SpecError.unless(!place.name().isEmpty(), Errno.EBUSY);
    }

    private void requireRemovable(Place place) {
        boolean fixed = parent(place).attributes().isFixed()
                || draft.node(place.require()).attributes().isFixed();
        SpecError.unless(!fixed, Errno.EPERM);
    }

    private void remove(Place place) {
        draft.nodes.put(place.directory(), parent(place).without(place.name()));
        draft.touch(place.directory());
    }

    // renaming

    void rename(Operation.Rename rename) {
        Place source = PathWalk.place(draft, rename.from(), false);
        Place target = PathWalk.place(draft, rename.to(), false);
        if (rename.flag() == RenameFlag.EXCHANGE) {
            exchange(source, target);
        } else {
            move(source, target, rename.flag() == null);
        }
    }

    private void move(Place source, Place target, boolean replaces) {
        int moved = source.require();
        requireNotRoot(source);
        requireNotRoot(target);
        SpecError.unless(target.node() == null || replaces, Errno.EEXIST);
        if (Objects.equals(source.node(), target.node())) {
            return;
        }
        boolean isDirectory = draft.node(moved) instanceof Node.Directory;
        SpecError.unless(!isDirectory || !isWithin(target.directory(), moved), Errno.EINVAL);
        if (target.node() != null) {
            requireReplaceable(isDirectory, draft.node(target.node()));
            requireRemovable(target);
        }
        requireRemovable(source);
        SpecError.unless(!parent(target).attributes().isImmutable(), Errno.EPERM);
        remove(source);
        put(target, moved);
        underParent(moved, target.directory());
    }

    private static void requireReplaceable(boolean byDirectory, Node replaced) {
        if (replaced instanceof Node.Directory directory) {
            SpecError.unless(byDirectory, Errno.EISDIR);
            SpecError.unless(directory.names().isEmpty(), Errno.ENOTEMPTY);
        } else {
            SpecError.unless(!byDirectory, Errno.ENOTDIR);
        }
    }

    private void exchange(Place one, Place two) {
        requireNotRoot(one);
        requireNotRoot(two);
        int first = one.require();
        int second = two.require();
        if (first == second) {
            return;
        }
        SpecError.unless(!isWithin(two.directory(), first) && !isWithin(one.directory(), second), Errno.EINVAL);
        requireRemovable(one);
        requireRemovable(two);
        put(one, second);
        put(two, first);
        underParent(first, two.directory());
        underParent(second, one.directory());
    }

    private void underParent(int number, int directory) {
        if (draft.node(number) instanceof Node.Directory moved) {
            draft.nodes.put(number, moved.under(directory));
        }
    }

    /** Whether a directory is another one, or lies below it; other inodes have nothing below them. */
    private boolean isWithin(int directory, int above) {
        for (int at = directory; ; at = draft.directory(at).parent()) {
            if (at == above) {
                return true;
            }
            if (at == SpecState.ROOT) {
                return false;
            }
        }
    }
}
