package org.powercut.daxfs;

/** The reasons why an operation fails, by their POSIX names (errno(3)). */
public enum Errno {
    ENOENT("no such file or directory"),
    EEXIST("file exists"),
    ENOTDIR("not a directory"),
    EISDIR("is a directory"),
    ENOTEMPTY("directory not empty"),
    EINVAL("invalid argument"),
    ENAMETOOLONG("name longer than 255 bytes"),
    EMLINK("too many links"),
    ELOOP("too many symbolic links"),
    EBADF("file is closed or not open for this"),
    EBUSY("in use"),
    EROFS("read-only file system"),
    EFBIG("file too large"),
    EPERM("operation not permitted"),
    EACCES("permission denied"),
    EXDEV("not on the same file system"),
    ENXIO("no such device or address"),
    ENODATA("no such attribute"),
    ERANGE("out of range"),
    E2BIG("value too long"),
    EAGAIN("try again"),
    EDEADLK("would deadlock"),
    ETXTBSY("file is mapped"),
    ENOSPC("no space left on device"),
    EOPNOTSUPP("operation not supported"),
    EIO("media error"),
    EFSCORRUPTED("file system structure is corrupt"),
    ESHUTDOWN("file system is unmounted");

    private final String meaning;

    Errno(String meaning) {
        this.meaning = meaning;
    }

    /** The reason in words. */
    public String meaning() {
        return meaning;
    }
}
