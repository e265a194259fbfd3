package org.powercut.framework.testkit;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;

/** Mounts a device that a test already has mounted: what a second boot would find. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Mounts {

    private Mounts() {}

    /** Mounts with a contract, and with the clock at a standstill. */
    public static DaxFileSystem again(DaxFileSystemProvider provider, PmemDevice device, Contract contract) {
        return again(provider, device, options -> options.withContract(contract));
    }

    /** Mounts with other options, and with the clock at a standstill. */
    public static DaxFileSystem again(
            DaxFileSystemProvider provider, PmemDevice device, UnaryOperator<MountOptions> changes) {
        return provider.mount(device, changes.apply(MountOptions.defaults()).withClock(() -> Instant.EPOCH));
    }
}
