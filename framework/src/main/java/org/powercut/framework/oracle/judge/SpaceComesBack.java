package org.powercut.framework.oracle.judge;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.Snapshot;
import org.powercut.daxfs.StatFs;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.oracle.VersionedBytes;

/**
 * Everything can be removed, and all space comes back: what the file system believes is free is what the next mount finds
 * free, and making and removing a file once more takes nothing (G16, G20).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SpaceComesBack implements Probe {
    private static final String FILE = "/probe: space";
    private static final Set<FileFlag> PROTECTION = Set.of(FileFlag.IMMUTABLE, FileFlag.APPEND_ONLY);
    private static final int LENGTH = 20_000;

    @Override
    public void use(Revived revived) {
        removeEverything(revived.fs());
        requireRoom(revived.fs());
        StatFs empty = revived.fs().statfs();
        revived.restart();
        requireSame(
                "after everything was removed, and another mount",
                empty,
                revived.fs().statfs());
        requireRoom(revived.fs());
        requireSame("after a file was made and removed", empty, revived.fs().statfs());
    }

    /** Once all is gone, to be full is no excuse. */
    private static void requireRoom(DaxFileSystem fs) {
        try {
            makeAndRemove(fs);
        } catch (NoSpaceException e) {
            throw new BrokenPromise(
                    FailureClass.METADATA_INCONSISTENCY,
                    "G16",
                    "no room for " + LENGTH + " bytes after everything was removed: " + fs.statfs());
        }
    }

    private static void requireSame(String when, StatFs expected, StatFs found) {
        if (!found.equals(expected)) {
            throw new BrokenPromise(
                    FailureClass.METADATA_INCONSISTENCY, "G16", "space " + when + ": " + found + ", not " + expected);
        }
    }

    private static void removeEverything(DaxFileSystem fs) {
        if (fs.capabilities().contains(Capability.SNAPSHOTS)) {
            for (Snapshot snapshot : fs.snapshots()) {
                fs.deleteSnapshot(snapshot.name());
            }
        }
        List<Observed.Entry> entries = Observed.of(fs).entries();
        if (fs.capabilities().contains(Capability.FILE_FLAGS)) {
            entries.forEach(entry -> unprotect(fs, entry));
        }
        for (Observed.Entry entry : entries.reversed()) {
            if (entry.path().equals("/")) {
                continue;
            }
            if (entry.stat().type() == FileType.DIRECTORY) {
                fs.rmdir(entry.path());
            } else {
                fs.unlink(entry.path());
            }
        }
        fs.sync();
    }

    /** Takes away what would keep a file or directory from being removed, and leaves the rest of its flags alone. */
    private static void unprotect(DaxFileSystem fs, Observed.Entry entry) {
        Set<FileFlag> flags = new HashSet<>(entry.stat().flags());
        if (flags.removeAll(PROTECTION)) {
            fs.setFlags(entry.path(), flags);
        }
    }

    private static void makeAndRemove(DaxFileSystem fs) {
        try (DaxFile file = fs.create(FILE)) {
            file.write(0, VersionedBytes.of(1, 0, LENGTH));
        }
        fs.unlink(FILE);
        fs.sync();
    }
}
