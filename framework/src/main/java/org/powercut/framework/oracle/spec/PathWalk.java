package org.powercut.framework.oracle.spec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Errno;

/** Finds what a path names (path_resolution(7)). */
final class PathWalk {
    private static final int MAX_LINKS = 40;
    private static final int MAX_NAME = 255;

    private final Draft draft;
    private int linksFollowed;

    private PathWalk(Draft draft) {
        this.draft = draft;
    }

    /**
     * Where a path leads.
     *
     * @param directory the directory that holds the last name, or would
     * @param name the last name; empty for the root
     * @param node what has the name; null if nothing has
     */
    record Place(int directory, String name, @Nullable Integer node) {
        int require() {
            SpecError.unless(node != null, Errno.ENOENT);
            return java.util.Objects.requireNonNull(node);
        }
    }

    /** Where the path leads; a symbolic link at its end is followed if {@code follow}. */
    static Place place(Draft draft, String path, boolean follow) {
        List<String> names = split(path);
        for (String name : names) {
            SpecError.unless(name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME, Errno.ENAMETOOLONG);
            SpecError.unless(!name.equals(".") && !name.equals(".."), Errno.EINVAL);
        }
        return new PathWalk(draft).walk(SpecState.ROOT, names, follow);
    }

    /** The number of what the path names, links followed; ENOENT if nothing. */
    static int find(Draft draft, String path) {
        return place(draft, path, true).require();
    }

    private static List<String> split(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    private Place walk(int start, List<String> names, boolean follow) {
        Place place = new Place(start, "", start);
        for (int i = 0; i < names.size(); i++) {
            int directory = place.require();
            SpecError.unless(draft.node(directory) instanceof Node.Directory, Errno.ENOTDIR);
            place = step(directory, names.get(i));
            boolean last = i == names.size() - 1;
            if (place.node() != null && draft.node(place.node()) instanceof Node.Symlink link && (!last || follow)) {
                SpecError.unless(++linksFollowed <= MAX_LINKS, Errno.ELOOP);
                place = walk(link.target().startsWith("/") ? SpecState.ROOT : directory, split(link.target()), true);
            }
        }
        return place;
    }

    private Place step(int directory, String name) {
        return switch (name) {
            case "." -> new Place(directory, "", directory);
            case ".." -> {
                int parent = draft.directory(directory).parent();
                yield new Place(parent, "", parent);
            }
            default ->
                new Place(directory, name, draft.directory(directory).names().get(name));
        };
    }
}
