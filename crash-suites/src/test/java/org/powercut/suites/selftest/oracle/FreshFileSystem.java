package org.powercut.suites.selftest.oracle;

import java.util.ServiceLoader;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** Makes empty instances of dax-fs. */
final class FreshFileSystem {
    private static final long SIZE = 8 << 20;

    private FreshFileSystem() {}

    static DaxFileSystemProvider provider() {
        return ServiceLoader.load(DaxFileSystemProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("dax-fs"))
                .findFirst()
                .orElseThrow();
    }

    static PmemDevice device() {
        PmemDevice device = SimulatedDevice.ofSize(SIZE);
        provider().mkfs(device);
        return device;
    }

    static DaxFileSystem mount(Contract contract) {
        return mount(device(), contract);
    }

    static DaxFileSystem mount(PmemDevice device, Contract contract) {
        return provider().mount(device, MountOptions.defaults().withContract(contract));
    }
}
