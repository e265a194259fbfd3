package org.powercut.framework.engine;

import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;

/** Mounts file systems for tests: with the strongest contract there is and a clock that depends on nothing outside. */
final class FileSystemLife {

    private FileSystemLife() {}

    /** The contract that tests get: the strongest that there is. */
    static Contract contract(DaxFileSystemProvider provider) {
        return provider.contracts().contains(Contract.STRONG) ? Contract.STRONG : Contract.WEAK;
    }

    static DaxFileSystem mount(
            CrashTestCase test, DaxFileSystemProvider provider, PmemDevice device, LogicalClock.Life life) {
        return provider.mount(device, options(test, provider, life));
    }

    /** How tests' file systems are mounted, with a clock that starts anew. */
    static MountOptions options(CrashTestCase test, DaxFileSystemProvider provider, LogicalClock.Life life) {
        return MountOptions.defaults()
                .withContract(contract(provider))
                .withClock(new LogicalClock(life, test.settings().seed()));
    }
}
