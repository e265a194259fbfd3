package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;
import static org.powercut.framework.testkit.Errors.assertFails;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * Symbolic links are followed along the way and at the end, unless a call is of the link itself; hard links are names of one
 * inode (symlink(7), link(2)). Breaks when a relative target is resolved from the wrong directory, or a loop is not noticed.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("symbolic and hard links lead to their targets")
@Requires({Capability.SYMBOLIC_LINKS, Capability.HARD_LINKS})
@Explore(states = 20_000, budget = "10s", randomStates = 4, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class LinksLeadToTheirTargets {
    private static final byte[] DATA = Content.of(1, 300);
    private static final String LONGEST = "x/".repeat(2047) + "y";

    @Prepare
    void directories(DaxFileSystem fs) {
        fs.mkdir("/d");
        fs.mkdir("/d/e");
        try (DaxFile file = fs.create("/d/f")) {
            file.write(0, DATA);
        }
    }

    @Workload
    void linksOfAllKinds(DaxFileSystem fs) {
        fs.symlink("d/./e/../f", "/relative");
        fs.symlink("/d", "/absolute");
        fs.symlink("../../d/f", "/d/e/up");
        fs.symlink("nowhere", "/dangling");
        fs.symlink("loop", "/loop");
        fs.symlink(LONGEST, "/longest");
        assertThatContent(Content.read(fs, "/relative")).is(DATA);
        assertThatContent(Content.read(fs, "/absolute/e/up")).is(DATA);
        assertThat(fs.readlink("/longest")).isEqualTo(LONGEST);
        assertThat(fs.lstat("/absolute").type()).isEqualTo(FileType.SYMLINK);
        assertThat(fs.stat("/absolute").type()).isEqualTo(FileType.DIRECTORY);
        assertThat(fs.lstat("/absolute").size()).isEqualTo(2);
        assertFails(Errno.ENOENT, () -> fs.stat("/dangling"));
        assertFails(Errno.ELOOP, () -> fs.stat("/loop"));
        assertFails(Errno.ELOOP, () -> fs.open("/relative", OpenFlag.READ, OpenFlag.NOFOLLOW));
        assertFails(Errno.EINVAL, () -> fs.readlink("/d/f"));
        assertFails(Errno.EINVAL, () -> fs.symlink("", "/empty"));
        assertFails(Errno.ENAMETOOLONG, () -> fs.symlink("x".repeat(4096), "/long"));
        assertFails(Errno.EEXIST, () -> fs.symlink("d", "/loop"));
        assertFails(Errno.EEXIST, () -> fs.create("/dangling"));
        fs.open("/dangling", OpenFlag.WRITE, OpenFlag.CREATE).close();
        assertThat(fs.stat("/nowhere").type()).isEqualTo(FileType.REGULAR);
        fs.unlink("/absolute");
        names(fs);
    }

    private static void names(DaxFileSystem fs) {
        fs.link("/d/f", "/d/e/f");
        assertThat(fs.stat("/d/e/f").ino()).isEqualTo(fs.stat("/d/f").ino());
        assertThat(fs.stat("/d/f").nlink()).isEqualTo(2);
        assertFails(Errno.EPERM, () -> fs.link("/d", "/g"));
        assertFails(Errno.EEXIST, () -> fs.link("/d/f", "/nowhere"));
        assertFails(Errno.ENOENT, () -> fs.link("/x", "/y"));
        fs.rename("/d/f", "/d/e/f"); // two names of one inode: nothing happens
        assertThat(fs.stat("/d/f").nlink()).isEqualTo(2);
    }

    @Verify
    void theTargetIsUntouched(DaxFileSystem fs) {
        assertThatContent(Content.read(fs, "/d/f")).is(DATA);
    }
}
