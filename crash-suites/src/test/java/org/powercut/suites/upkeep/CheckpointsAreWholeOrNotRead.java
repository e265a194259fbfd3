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
@Explore(states = 20_000, budget = "10s", statesPerPoint = 256, randomStates = 64, nested = 0)
class CheckpointsAreWholeOrNotRead {
    private static final byte[] DATA = Content.of(1, 5000);

    @Prepare
    void files(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        for (int i = 0; i < 5; i++) {
            write(fs, "/old" + i);
        }
        Checkpoints.write(fs, device, provider);
    }

    @Workload
    void useAndUnmountTwice(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider, Milestones reached) {
        fs.unlink("/old1");
        fs.unmount();
        DaxFileSystem again = Checkpoints.mount(device, provider, Checkpoint.ALWAYS);
        write(again, "/new");
        again.unmount();
        reached.mark("unmounted");
    }

    @Verify
    void filesAreThere(DaxFileSystem fs, Crash crash) {
        for (String path : new String[] {"/old0", "/old2", "/old3", "/old4"}) {
            Promise.durable(() -> assertThatContent(Content.read(fs, path)).is(DATA));
        }
        if (crash.reached("unmounted")) {
            Promise.durable(() -> assertThatContent(Content.read(fs, "/new")).is(DATA));
            Promise.durable(() -> assertThat(fs.exists("/old1")).isFalse());
        }
        write(fs, "/after");
        Promise.consistent(() -> assertThatContent(Content.read(fs, "/old0")).is(DATA));
    }

    private static void write(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.create(path)) {
            file.write(0, DATA);
        }
    }
}
