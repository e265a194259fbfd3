package org.powercut.suites.upkeep;

import java.util.ServiceLoader;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MediaMap;
import org.powercut.pmem.PmemDevice;

/** dax-fs by its name, for tests that make, damage and check devices themselves. */
final class DaxFsDevices {
    private static final String NAME = "dax-fs";

    private DaxFsDevices() {}

    static DaxFileSystemProvider provider() {
        return ServiceLoader.load(DaxFileSystemProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(NAME))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(NAME + " is not on the class path"));
    }

    /** The named places of a device. */
    static MediaMap mediaMap(PmemDevice device) {
        return provider().mediaMap(device);
    }
}
