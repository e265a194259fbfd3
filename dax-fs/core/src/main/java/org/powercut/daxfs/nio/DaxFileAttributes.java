package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;

/** The attributes of a file at one moment. */
record DaxFileAttributes(Stat stat) implements PosixFileAttributes {

    static DaxFileAttributes read(DaxPath path, boolean followLinks) throws IOException {
        return new DaxFileAttributes(Target.of(path, followLinks).stat());
    }

    @Override
    public FileTime lastModifiedTime() {
        return time(stat.mtime());
    }

    @Override
    public FileTime lastAccessTime() {
        return time(stat.atime());
    }

    @Override
    public FileTime creationTime() {
        return time(stat.btime());
    }

    FileTime changeTime() {
        return time(stat.ctime());
    }

    private static FileTime time(long nanos) {
        return FileTime.from(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isRegularFile() {
        return stat.type() == FileType.REGULAR;
    }

    @Override
    public boolean isDirectory() {
        return stat.type() == FileType.DIRECTORY;
    }

    @Override
    public boolean isSymbolicLink() {
        return stat.type() == FileType.SYMLINK;
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return stat.size();
    }

    @Override
    public Object fileKey() {
        return FileKey.of(stat);
    }

    @Override
    public UserPrincipal owner() {
        return new Principals.User(stat.uid());
    }

    @Override
    public GroupPrincipal group() {
        return new Principals.Group(stat.gid());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return Modes.toSet(stat.mode());
    }
}
