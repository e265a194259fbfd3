package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.Errors.assertFails;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Errno;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Tree;

/**
 * An operation that cannot be done fails with the error that POSIX names, and has changed nothing (mkdir(2), rename(2),
 * unlink(2), open(2)). Programs decide by these errors: one who gets ENOENT for ENOTEMPTY deletes what it must not.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("what cannot be done is an error by its POSIX name, and changes nothing")
@Explore(states = 20_000, budget = "10s", randomStates = 16, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ErrorsChangeNothing {
    private static final Tree TREE = Tree.empty()
            .directory("/d")
            .directory("/d/e")
            .directory("/empty")
            .file("/d/f", Content.of(1, 100))
            .file("/g", Content.of(2, 5000));

    @Prepare
    void files(DaxFileSystem fs) {
        TREE.create(fs);
    }

    @Workload
    void whatCannotBeDone(DaxFileSystem fs) {
        directories(fs);
        regularFiles(fs);
        moves(fs);
        theRoot(fs);
        assertThat(TREE.difference(fs)).isEmpty();
    }

    private static void directories(DaxFileSystem fs) {
        assertFails(Errno.EEXIST, () -> fs.mkdir("/d"));
        assertFails(Errno.EEXIST, () -> fs.mkdir("/g"));
        assertFails(Errno.ENOTDIR, () -> fs.mkdir("/g/x"));
        assertFails(Errno.ENOENT, () -> fs.mkdir("/x/y"));
        assertFails(Errno.ENOTEMPTY, () -> fs.rmdir("/d"));
        assertFails(Errno.ENOTDIR, () -> fs.rmdir("/g"));
        assertFails(Errno.ENOENT, () -> fs.rmdir("/x"));
        assertFails(Errno.ENOTDIR, () -> fs.readdir("/g"));
        assertFails(Errno.ENOENT, () -> fs.readdir("/x"));
        assertFails(Errno.ENOTDIR, () -> fs.openDirectory("/g"));
    }

    private static void regularFiles(DaxFileSystem fs) {
        assertFails(Errno.EEXIST, () -> fs.create("/g"));
        assertFails(Errno.ENOENT, () -> fs.open("/x"));
        assertFails(Errno.ENOENT, () -> fs.create("/x/y"));
        assertFails(Errno.ENOTDIR, () -> fs.open("/g/x"));
        assertFails(Errno.EISDIR, () -> fs.open("/d"));
        assertFails(Errno.EISDIR, () -> fs.unlink("/empty"));
        assertFails(Errno.ENOENT, () -> fs.unlink("/x"));
        assertFails(Errno.ENOENT, () -> fs.truncate("/x", 0));
        assertFails(Errno.EISDIR, () -> fs.truncate("/d", 0));
        assertFails(Errno.EINVAL, () -> fs.truncate("/g", -1));
        assertFails(Errno.ENOENT, () -> fs.chmod("/x", 0));
        assertFails(Errno.EINVAL, () -> fs.chmod("/g", 010000));
        assertFails(Errno.ENOENT, () -> fs.stat("/x"));
        assertFails(Errno.ENOTDIR, () -> fs.stat("/g/x"));
    }

    private static void moves(DaxFileSystem fs) {
        assertFails(Errno.ENOENT, () -> fs.rename("/x", "/y"));
        assertFails(Errno.ENOENT, () -> fs.rename("/g", "/x/y"));
        assertFails(Errno.EINVAL, () -> fs.rename("/d", "/d/e/x"));
        assertFails(Errno.ENOTEMPTY, () -> fs.rename("/empty", "/d"));
        assertFails(Errno.EISDIR, () -> fs.rename("/g", "/empty"));
        assertFails(Errno.ENOTDIR, () -> fs.rename("/empty", "/g"));
    }

    private static void theRoot(DaxFileSystem fs) {
        assertFails(Errno.EBUSY, () -> fs.rmdir("/"));
        assertFails(Errno.EEXIST, () -> fs.mkdir("/"));
        assertFails(Errno.EBUSY, () -> fs.rename("/", "/d/r"));
        assertFails(Errno.EISDIR, () -> fs.unlink("/"));
    }

    @Verify
    void nothingHasChanged(DaxFileSystem fs) {
        assertThat(TREE.difference(fs)).isEmpty();
    }
}
