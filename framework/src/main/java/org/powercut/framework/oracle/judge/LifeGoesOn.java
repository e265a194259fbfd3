package org.powercut.framework.oracle.judge;

import java.util.List;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.oracle.VersionedBytes;

/** In every directory a file can be made, written, read, renamed and removed, and a directory as well (G12, G20). */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LifeGoesOn implements Probe {
    private static final String FILE = "probe: a file";
    private static final String MOVED = "probe: a file with another name";
    private static final String DIRECTORY = "probe: a directory";
    private static final int LENGTH = 5000;
    private static final int VERSION = 211;

    @Override
    public void use(Revived revived) {
        DaxFileSystem fs = revived.fs();
        for (Observed.Entry entry : Observed.of(fs).entries()) {
            if (entry.stat().type() == FileType.DIRECTORY && isOpenToChanges(entry)) {
                live(fs, entry.path());
            }
        }
    }

    private static boolean isOpenToChanges(Observed.Entry entry) {
        return !entry.stat().flags().contains(FileFlag.IMMUTABLE)
                && !entry.stat().flags().contains(FileFlag.APPEND_ONLY);
    }

    private static void live(DaxFileSystem fs, String directory) {
        String file = Expected.child(directory, FILE);
        String moved = Expected.child(directory, MOVED);
        byte[] bytes = VersionedBytes.of(VERSION, 0, LENGTH);
        try (DaxFile made = fs.create(file)) {
            made.write(0, bytes);
        }
        fs.rename(file, moved);
        requireContent(fs, moved, bytes);
        fs.unlink(moved);
        String below = Expected.child(directory, DIRECTORY);
        fs.mkdir(below);
        if (fs.capabilities().contains(Capability.SYMBOLIC_LINKS)) {
            fs.symlink("target", Expected.child(below, FILE));
            fs.unlink(Expected.child(below, FILE));
        }
        fs.rmdir(below);
    }

    private static void requireContent(DaxFileSystem fs, String path, byte[] bytes) {
        try (ContentReader content = ContentReader.open(fs, path)) {
            for (int at = 0; at < bytes.length; at += ContentReader.MAX_RANGE) {
                int length = Math.min(ContentReader.MAX_RANGE, bytes.length - at);
                byte[] part = java.util.Arrays.copyOfRange(bytes, at, at + length);
                int wrong = content.mismatch(at, length, List.of(part));
                if (wrong >= 0) {
                    throw new BrokenPromise(
                            FailureClass.BROKEN_PROMISE,
                            Promises.RECOVERY,
                            "a file that was written after recovery reads back wrong at byte " + (at + wrong));
                }
            }
        }
    }
}
