package org.powercut.framework.generate;

import java.util.List;
import java.util.Set;
import org.powercut.daxfs.Capability;

/**
 * What stands at each place of a sequence: the operations with the parameters that matter, on the {@link StartingTree}. Free
 * names are {@code x} and {@code y}, which nothing tells apart. A line has the operations and, behind an arrow, what they
 * need.
 */
final class Alphabet {
    private static final String NAMES = """
            create /e/x
            create /e/x nodatacow
            create /d/x
            create /e/y
            mkdir /e/x
            mkdir /e/y
            mknod /e/x fifo
            symlink d/c /e/x
            symlink a/target/of/more/than/sixty/characters/which/goes/past/one/line/of/the/cache /e/x
            link /d/c /e/x
            link /d/f /d/x
            link /d/c /e/y
            unlink /d/c
            unlink /d/f
            unlink /s
            unlink /e/x
            rmdir /e
            rmdir /e/x
            rename /d/c /d/f
            rename /d/f /d/c
            rename /d/c /d/x
            rename /d/c /e/x
            rename /d/c /x
            rename /e/x /d/c
            rename /e/x /e/y
            rename /d /e
            rename /d /x
            rename /e /d/x
            rename /s /e/x
            rename /d/c /e/x noreplace
            rename /d/c /d/f exchange
            rename /d/c /e exchange
            rename /d /e exchange
            tmpfile /e/x 5000 #v
            open /d/c; unlink /d/c; close /d/c
            open /d/c; rename /d/f /d/c; close /d/c
            """;

    /** For each of the two files. */
    private static final String DATA = """
            write FILE 0+4096 #v
            write FILE 3+13 #v
            write FILE 4000+200 #v
            write FILE 1+8190 #v
            write FILE 5000+100 #v
            write FILE 9001+10 #v
            write FILE 3+13 #v dsync
            write FILE 4990+100 #v sync
            append FILE 77 #v
            truncate FILE 0
            truncate FILE 1001
            truncate FILE 4096
            truncate FILE 9001
            fallocate FILE allocate 4096+8192
            fallocate FILE allocate_keep_size 8192+4096
            fallocate FILE punch_hole 0+4096
            fallocate FILE punch_hole 1001+2002
            fallocate FILE zero_range 1001+5005
            fallocate FILE zero_range_keep_size 0+4096
            fallocate FILE collapse_range 0+4096
            fallocate FILE insert_range 4096+4096
            setxattr FILE user.n 11 #v
            """;

    private static final String REST = """
            write /e/x 0+100 #v
            write /e/x 0+4096 #v
            fallocate /d/y unshare_range 0+4096 <- create /d/y; clone /d/c /d/y
            write /d/c 3+13 #v <- create /d/y; clone /d/c /d/y
            clone /d/c /d/y <- create /d/y
            clone /d/c /e/x
            clonerange /d/c 0 /d/y 4096+4096 <- create /d/y
            dedupe /d/c 0 /d/y 0+4096 <- create /d/y; write /d/y 0+4096 #1
            chmod /d/c 600
            chmod /e 700
            chown /d/c 1 2
            utimes /d/c 1000000000 2000000000
            flags /d/c append_only
            flags /d/c immutable
            flags /d/f nodatacow,dax
            flags /e nodatacow
            setxattr /d/c user.k 20 #v
            setxattr /d/c user.n 5000 #v
            setxattr /e user.n 8 #v create
            setxattr /d/f user.n 8 #v; setxattr /d/f user.n 9 #v replace
            removexattr /d/c user.k
            mapstore /d/c shared 3+13 #v
            mapstore /d/f shared 3+13 #v
            mapstore /d/c shared 4000+200 #v
            mapstore /d/f shared 4100+8 #v <- truncate /d/f 4096; truncate /d/f 8192
            mapstore /d/f shared_sync 8+8 #v
            mapstore /d/f shared_sync 4093+6 #v
            mapstore /d/f shared_sync 4100+8 #v <- truncate /d/f 4096; truncate /d/f 8192
            mapstore /d/f shared_sync 16+8 #v <- snapshot z
            mapstore /d/c private 3+13 #v
            snapshot z
            deletesnapshot z <- snapshot z
            deletesnapshot z <- snapshot z; write /d/c 3+13 #3; unlink /d/f
            write /d/c 3+13 #v <- snapshot z
            write /d/f 3+13 #v <- snapshot z
            freeze; thaw
            mapstore /d/f shared 3+13 #v; freeze; thaw
            remount
            """;

    private Alphabet() {}

    /** The letters for a file system that can do this; the same in each run. */
    static List<Letter> of(Set<Capability> capabilities) {
        String all = NAMES + DATA.replace("FILE", "/d/c") + DATA.replace("FILE", "/d/f") + REST;
        return all.lines()
                .filter(line -> !line.isBlank())
                .map(Letter::of)
                .filter(letter -> capabilities.containsAll(letter.capabilities()))
                .toList();
    }
}
