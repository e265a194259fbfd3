package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions.Checkpoint;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.pmem.PmemDevice;

/**
 * What an unmount leaves for a quick mount is whole, or is not read: the mount that follows a cut in the midst of an unmount finds the
 * same files as one that looks at everything (NOVA keeps its allocator so, and its recovery was wrong several times). Breaks when a checkpoint
 * counts whose bytes have not all arrived.
 */
@CrashTest
@Tag("upkeep")
@Guarantee("G20")
@DisplayName("a checkpoint that the power cut tore is not read")
@OnFileSystem({"dax-fs:strong", "dax-fs:weak"})
@Explore(states = 20_000, budget = "10s", statesPerPoint = 128, randomStates = 32, nested = 0, deviceSize = 8 << 20)
class CheckpointsAreWholeOrNotRead {
    /** So many that a checkpoint takes two pages, and finds its old place free again and no other. */
    private static final int DIRECTORIES = 270;

    private static final byte[] DATA = Content.of(1, 5000);

    @Prepare
    void directoriesAndCheckpoint(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        try (DaxFile file = fs.create("/file")) {
            file.write(0, DATA);
        }
        fs.create("/empty").close();
        for (int i = 0; i < DIRECTORIES; i++) {
            fs.mkdir("/" + i);
        }
        Checkpoints.write(fs, device, provider);
    }

    @Workload
    void useAndUnmountTwice(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider, Milestones reached) {
        fs.unmount();
        DaxFileSystem again = Checkpoints.mount(device, provider, Checkpoint.ALWAYS);
        again.rmdir("/7");
        again.unmount();
        reached.mark("unmounted");
    }

    /** A number less in the midst moves what follows to other lines: what is torn looks right, and leaves a directory out. */
    @Workload
    void unlinkAndUnmountTwice(
            DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider, Milestones reached) {
        fs.unmount();
        DaxFileSystem again = Checkpoints.mount(device, provider, Checkpoint.ALWAYS);
        again.unlink("/empty");
        again.unmount();
        reached.mark("unlinked");
    }

    /** The check that follows compares the checkpoint with what there is. */
    @Verify
    void filesAreThere(DaxFileSystem fs, Crash crash) {
        Promise.consistent(() -> assertThat(fs.isReadOnly()).isFalse());
        Promise.durable(() -> assertThatContent(Content.read(fs, "/file")).is(DATA));
        if (crash.reached("unlinked")) {
            Promise.durable(() -> assertThat(fs.exists("/empty")).isFalse());
        }
        for (int i = 0; i < DIRECTORIES; i++) {
            String path = "/" + i;
            boolean there = fs.exists(path);
            if (i != 7) {
                Promise.durable(() -> assertThat(there).as(path).isTrue());
            } else if (crash.reached("unmounted")) {
                Promise.durable(() -> assertThat(there).as(path).isFalse());
            }
        }
    }
}
