package org.powercut.suites.support;

import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;

/** Mounts a device that a test already has mounted: what a second boot would find. Knows every provider there is. */
public final class Mounts {
    private static final List<DaxFileSystemProvider> PROVIDERS =
            ServiceLoader.load(DaxFileSystemProvider.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private Mounts() {}

    /**
     * Mounts with the STRONG contract and the clock at a standstill.
     *
     * @throws IllegalStateException if no provider knows the device
     */
    public static DaxFileSystem again(PmemDevice device) {
        return again(device, Contract.STRONG);
    }

    /** As {@link #again(PmemDevice)}, with a contract. */
    public static DaxFileSystem again(PmemDevice device, Contract contract) {
        MountOptions options = MountOptions.defaults().withContract(contract).withClock(() -> Instant.EPOCH);
        for (DaxFileSystemProvider provider : PROVIDERS) {
            try {
                return provider.mount(device, options);
            } catch (CorruptFileSystemException notThisOne) {
                if (PROVIDERS.size() == 1) {
                    throw notThisOne;
                }
            }
        }
        throw new IllegalStateException("no file system on the class path can mount the device");
    }

    /** The named places of a device, as its file system declares them. */
    public static MediaMap mediaMap(PmemDevice device, String fileSystem) {
        return PROVIDERS.stream()
                .filter(provider -> provider.name().equals(fileSystem))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(fileSystem + " is not on the class path"))
                .mediaMap(device);
    }
}
