package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.Errors.assertFails;

import java.time.Instant;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Mounts;
import org.powercut.framework.testkit.Tree;
import org.powercut.pmem.PmemDevice;

/**
 * After an unmount open files, mappings and the file system itself are of no use any more, the device passes its check, and
 * the next mount finds everything, stores through mappings too; a read-only mount changes nothing (umount(2), mount(2)).
 */
@CrashTest
@Tag("behaviour")
@DisplayName("unmount makes everything durable, and ends every use")
@Explore(states = 20_000, budget = "10s", randomStates = 16, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class UnmountEndsEverything {
    private static final byte[] DATA = Content.of(1, 5000);
    private static final byte[] STORED = Content.patched(DATA, 64, Content.word(2, 0));
    private static final Tree OLD = Tree.empty().directory("/d").file("/d/file", DATA);
    private static final Tree NEW = OLD.content("/d/file", STORED);

    @Prepare
    void files(DaxFileSystem fs) {
        OLD.create(fs);
    }

    @Workload
    void unmountAndMountAgain(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device, Milestones reached) {
        DaxFile file = fs.open("/d/file", OpenFlag.READ, OpenFlag.WRITE);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, DATA.length);
        mapping.putLong(64, Content.word(2, 0));
        fs.unmount();
        reached.mark("unmounted");
        fs.unmount();
        assertFails(Errno.ESHUTDOWN, () -> fs.stat("/d"));
        assertFails(Errno.ESHUTDOWN, () -> fs.mkdir("/x"));
        assertFails(Errno.ESHUTDOWN, () -> file.read(0, 1));
        assertFails(Errno.ESHUTDOWN, () -> mapping.getLong(0));
        mapping.close();
        file.close();
        assertThat(provider.fsck(device).problems()).isEmpty();
        readOnly(provider, device, fs);
        try (DaxFileSystem again = Mounts.again(provider, device, fs.contract())) {
            assertThat(NEW.difference(again)).isEmpty();
        }
    }

    private static void readOnly(DaxFileSystemProvider provider, PmemDevice device, DaxFileSystem fs) {
        MountOptions options = MountOptions.defaults()
                .withContract(fs.contract())
                .withClock(() -> Instant.EPOCH)
                .withReadOnly(true);
        try (DaxFileSystem again = provider.mount(device, options)) {
            assertThat(again.isReadOnly()).isTrue();
            assertFails(Errno.EROFS, () -> again.mkdir("/x"));
            assertFails(Errno.EROFS, () -> again.unlink("/d/file"));
            assertFails(Errno.EROFS, () -> again.create("/x"));
            assertFails(Errno.EROFS, () -> again.truncate("/d/file", 0));
            assertFails(Errno.EROFS, () -> again.chmod("/d", 0));
            assertThat(NEW.difference(again)).isEmpty();
        }
    }

    @Verify
    void storesAreDurable(DaxFileSystem fs, Crash crash) {
        if (crash.reached("unmounted")) {
            Promise.durable(() -> assertThat(NEW.difference(fs)).isEmpty());
        }
    }
}
