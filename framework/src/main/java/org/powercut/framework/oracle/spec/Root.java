package org.powercut.framework.oracle.spec;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.Stat;

/**
 * The root directory of a file system before a workload: mkfs decides how it looks, and no operation says so.
 *
 * @param mode permission bits
 * @param uid owner
 * @param gid group
 * @param flags what stays with the directory
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Root(int mode, int uid, int gid, Set<FileFlag> flags) {
    /** As mkfs makes it, where nothing else is known: files below it are accessed directly. */
    public static final Root NEW = new Root(0755, 0, 0, Set.of(FileFlag.DAX));

    private static final String SEPARATOR = " ";

    public Root {
        flags = Set.copyOf(flags);
    }

    /** The root directory of a mounted file system, as it is now. */
    public static Root of(DaxFileSystem fs) {
        Stat stat = fs.stat("/");
        return new Root(stat.mode(), stat.uid(), stat.gid(), stat.flags());
    }

    /** The same with other flags. */
    public Root withFlags(Set<FileFlag> newFlags) {
        return new Root(mode, uid, gid, newFlags);
    }

    Attributes attributes() {
        return Attributes.fresh(mode, flags).withOwner(uid, gid);
    }

    /**
     * The root that {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it wrote no such text
     */
    public static Root parse(String text) {
        String[] words = text.split(SEPARATOR);
        if (words.length < 3) {
            throw new IllegalArgumentException("'" + text + "' is no root: it should be as '755 0 0 DAX'");
        }
        Set<FileFlag> flags = Stream.of(words).skip(3).map(FileFlag::valueOf).collect(Collectors.toSet());
        return new Root(Integer.parseInt(words[0], 8), Integer.parseInt(words[1]), Integer.parseInt(words[2]), flags);
    }

    /** Mode in octal, owner, group, flags. */
    @Override
    public String toString() {
        Stream<String> numbers = Stream.of(Integer.toOctalString(mode), "" + uid, "" + gid);
        return Stream.concat(numbers, new TreeSet<>(flags).stream().map(FileFlag::name))
                .collect(Collectors.joining(SEPARATOR));
    }
}
