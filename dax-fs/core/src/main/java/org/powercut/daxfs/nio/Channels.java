package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.StandardWatchEventKinds;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.OpenFlag;

/** Opens files, and directories for reading, which can be synced. */
final class Channels {
    private Channels() {}

    static DaxFileChannel open(DaxPath path, OpenMode mode, int permissions) throws IOException {
        DaxNioFileSystem files = path.getFileSystem();
        try {
            return open(files, files.spiPath(path), mode, permissions);
        } catch (DaxFileSystemException e) {
            if (e.errno() == Errno.ELOOP && mode.flags().contains(OpenFlag.NOFOLLOW)) {
                throw NioErrors.ofFile(e, path.toString());
            }
            throw NioErrors.of(e, path.toString(), null);
        }
    }

    /** As above, of a path that the file system behind knows. */
    static DaxFileChannel open(DaxNioFileSystem files, String path, OpenMode mode, int permissions) throws IOException {
        DaxFileSystem fs = files.fs();
        boolean creates = mode.flags().contains(OpenFlag.CREATE);
        boolean isNew = creates && files.watches().isWatching() && !fs.exists(path);
        DaxFile file = openFile(fs, path, mode, permissions);
        try {
            if (isNew) {
                files.watches().publish(fs, StandardWatchEventKinds.ENTRY_CREATE, path);
            }
            if (mode.deleteOnClose()) {
                unlinkIfPossible(files, path);
            }
            return files.opened(new DaxFileChannel(files, path, file, mode));
        } catch (RuntimeException | IOException e) {
            file.close();
            throw e;
        }
    }

    /** The file lives until it is closed, even through a crash of this process; then it has no name any more. */
    private static void unlinkIfPossible(DaxNioFileSystem files, String path) {
        try {
            NameOperations.unlink(files, path);
        } catch (DaxFileSystemException e) {
            // to delete the file is a best effort by contract; a directory, for one, stays
        }
    }

    private static DaxFile openFile(DaxFileSystem fs, String path, OpenMode mode, int permissions) {
        try {
            boolean usual = permissions == Modes.USUAL_FILE || !mode.flags().contains(OpenFlag.CREATE);
            return usual ? fs.open(path, mode.flagArray()) : fs.open(path, permissions, mode.flagArray());
        } catch (DaxFileSystemException e) {
            if (e.errno() == Errno.EISDIR && !mode.write()) {
                return fs.openDirectory(path);
            }
            throw e;
        }
    }
}
