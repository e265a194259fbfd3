package org.powercut.framework.engine;

import java.util.Set;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;

/** Mounts file systems for tests: with the strongest contract there is and a clock that depends on nothing outside. */
final class FileSystemLife {

    private FileSystemLife() {}

    static DaxFileSystem mount(
            CrashTestCase test, DaxFileSystemProvider provider, PmemDevice device, LogicalClock.Life life) {
        Set<Contract> contracts = provider.contracts();
        return provider.mount(
                device,
                MountOptions.defaults()
                        .withContract(contracts.contains(Contract.STRONG) ? Contract.STRONG : Contract.WEAK)
                        .withClock(new LogicalClock(life, test.settings().seed())));
    }
}
