package org.powercut.daxfs.nio;

import java.nio.file.LinkOption;
import java.util.Objects;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Stat;

/** Whether an operation follows a symbolic link at the end of its path. */
final class Links {
    private Links() {}

    static boolean followed(LinkOption... options) {
        boolean followed = true;
        for (LinkOption option : options) {
            followed &= Objects.requireNonNull(option) != LinkOption.NOFOLLOW_LINKS;
        }
        return followed;
    }

    static Stat stat(DaxFileSystem fs, String path, boolean followed) {
        return followed ? fs.stat(path) : fs.lstat(path);
    }
}
