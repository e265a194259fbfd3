package org.powercut.framework.engine;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MediaStruct;
import org.powercut.daxfs.MkfsOptions;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.Progress;
import org.powercut.pmem.PmemDevice;

/**
 * A file system that is mounted with one contract always; its name says so, such as {@code dax-fs:weak}. To the rest of
 * the engine it is a file system as any other.
 */
record ContractedFileSystem(DaxFileSystemProvider provider, Contract contract) implements DaxFileSystemProvider {
    static final char SEPARATOR = ':';

    /** What stands behind the separator. */
    static String suffix(Contract contract) {
        return contract.name().toLowerCase(Locale.ROOT);
    }

    /** The name without a contract. */
    static String baseName(String name) {
        int separator = name.lastIndexOf(SEPARATOR);
        return separator < 0 ? name : name.substring(0, separator);
    }

    /** The provider that was found, without what this engine put around it. */
    static DaxFileSystemProvider original(DaxFileSystemProvider provider) {
        return provider instanceof ContractedFileSystem contracted ? contracted.provider : provider;
    }

    @Override
    public String name() {
        return provider.name() + SEPARATOR + suffix(contract);
    }

    @Override
    public Set<Contract> contracts() {
        return Set.of(contract);
    }

    @Override
    public Set<Capability> capabilities() {
        return provider.capabilities();
    }

    @Override
    public long minimumSize() {
        return provider.minimumSize();
    }

    @Override
    public void mkfs(PmemDevice device) {
        provider.mkfs(device);
    }

    @Override
    public void mkfs(PmemDevice device, MkfsOptions options) {
        provider.mkfs(device, options);
    }

    @Override
    public DaxFileSystem mount(PmemDevice device, MountOptions options) {
        return provider.mount(device, options.withContract(contract));
    }

    @Override
    public FsckReport fsck(PmemDevice device) {
        return provider.fsck(device);
    }

    @Override
    public FsckReport repair(PmemDevice device, Progress progress) {
        return provider.repair(device, progress);
    }

    @Override
    public Stream<MediaStruct> dump(PmemDevice device) {
        return provider.dump(device);
    }

    @Override
    public MediaMap mediaMap(PmemDevice device) {
        return provider.mediaMap(device);
    }
}
