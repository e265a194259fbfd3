package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;

/** The basic, owner and POSIX attributes of a file. */
final class PosixView implements PosixFileAttributeView {
    private final Target target;
    private final String name;

    PosixView(Target target, String name) {
        this.target = target;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
        return new DaxFileAttributes(target.stat());
    }

    /** Null leaves a time as it is. The time of creation cannot be changed, and is ignored as on Linux. */
    @Override
    public void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
            throws IOException {
        if (modified == null && accessed == null) {
            return;
        }
        target.change((fs, path) -> {
            Stat stat = Links.stat(fs, path, target.followLinks());
            long atime = accessed == null ? stat.atime() : nanos(accessed);
            long mtime = modified == null ? stat.mtime() : nanos(modified);
            if (target.followLinks()) {
                fs.setTimes(path, atime, mtime);
            } else {
                fs.lsetTimes(path, atime, mtime);
            }
        });
    }

    /** Nanoseconds since the epoch; times past what 64 bits hold, in the year 2262, become the last there is. */
    private static long nanos(FileTime time) {
        Instant instant = time.toInstant();
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (ArithmeticException e) {
            return time.to(TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        setMode(Modes.ofSet(permissions));
    }

    /** A link's own permissions mean nothing, and cannot be changed. */
    void setMode(int mode) throws IOException {
        target.change((fs, path) -> {
            requireNoLink(fs, path);
            fs.chmod(path, mode);
        });
    }

    private void requireNoLink(DaxFileSystem fs, String path) throws IOException {
        if (!target.followLinks() && fs.lstat(path).type() == FileType.SYMLINK) {
            throw new FileSystemException(
                    path, null, "the permissions of a symbolic link cannot be changed; follow it");
        }
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        if (Objects.requireNonNull(owner) instanceof GroupPrincipal) {
            throw new IOException("'" + owner.getName() + "' is a group; an owner is a user");
        }
        if (!(owner instanceof Principals.User user)) {
            throw new ProviderMismatchException(owner.getName() + " is a user of another file system");
        }
        setUid(user.uid());
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        if (!(Objects.requireNonNull(group) instanceof Principals.Group own)) {
            throw new ProviderMismatchException(group.getName() + " is a group of another file system");
        }
        setGid(own.gid());
    }

    void setUid(int uid) throws IOException {
        target.change((fs, path) ->
                chown(fs, path, uid, Links.stat(fs, path, target.followLinks()).gid()));
    }

    void setGid(int gid) throws IOException {
        target.change((fs, path) ->
                chown(fs, path, Links.stat(fs, path, target.followLinks()).uid(), gid));
    }

    private void chown(DaxFileSystem fs, String path, int uid, int gid) {
        if (target.followLinks()) {
            fs.chown(path, uid, gid);
        } else {
            fs.lchown(path, uid, gid);
        }
    }
}
