package org.powercut.framework.oracle.judge;

import java.time.Instant;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.MountOptions;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.pmem.PmemDevice;

/** A recovered file system that goes on living: probes use it, and unmount, check and mount it again. One thread uses it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Revived {
    private final PmemDevice device;
    private final DaxFileSystemProvider provider;
    private final MountOptions options;
    private DaxFileSystem fs;

    /**
     * @param fs mounted on {@code device}; unmounted by the first restart
     * @param provider of {@code fs}
     * @param options with which it is mounted, again and again
     */
    public Revived(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider, MountOptions options) {
        this.fs = fs;
        this.device = device;
        this.provider = provider;
        this.options = options;
    }

    /** As the constructor, for a file system that is mounted as crash tests are: its contract, and the defaults. */
    public static Revived of(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        MountOptions options =
                MountOptions.defaults().withContract(fs.contract()).withClock(() -> Instant.EPOCH);
        return new Revived(fs, device, provider, options);
    }

    /** The file system, as it is mounted now. */
    public DaxFileSystem fs() {
        return fs;
    }

    /**
     * Unmounts, checks and mounts again.
     *
     * @throws BrokenPromise if the check finds something, or it cannot be mounted
     */
    public void restart() {
        end();
        try {
            fs = provider.mount(device, options);
        } catch (CorruptFileSystemException e) {
            throw new BrokenPromise(
                    FailureClass.UNMOUNTABLE,
                    Promises.RECOVERY,
                    "cannot be mounted after a clean unmount: " + e.getMessage());
        }
    }

    /**
     * Unmounts and checks.
     *
     * @throws BrokenPromise if the check finds something
     */
    public void end() {
        fs.unmount();
        FsckReport report = provider.fsck(device);
        if (!report.isClean()) {
            throw new BrokenPromise(
                    FailureClass.METADATA_INCONSISTENCY,
                    Promises.RECOVERY,
                    "fsck: "
                            + report.problems().stream()
                                    .map(problem -> problem.where() + " at device byte " + problem.offset() + ": "
                                            + problem.what())
                                    .collect(Collectors.joining("; ")));
        }
    }
}
