package org.powercut.daxfs.core;

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
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** The way in: {@code dax-fs}, the reference file system. Public because {@link java.util.ServiceLoader} needs it. */
public final class DaxFsProvider implements DaxFileSystemProvider {
    static final Set<Capability> CAPABILITIES = Set.of(Capability.values());

    @Override
    public String name() {
        return "dax-fs";
    }

    @Override
    public Set<Contract> contracts() {
        return Set.of(Contract.values());
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public long minimumSize() {
        return Geometry.MINIMUM_PAGES * Pmem.PAGE;
    }

    @Override
    public void mkfs(PmemDevice device) {
        mkfs(device, MkfsOptions.defaults());
    }

    @Override
    public void mkfs(PmemDevice device, MkfsOptions options) {
        Mkfs.mkfs(device, options);
    }

    @Override
    public DaxFileSystem mount(PmemDevice device, MountOptions options) {
        return Mount.mount(device, options);
    }

    @Override
    public FsckReport fsck(PmemDevice device) {
        return Fsck.check(device);
    }

    @Override
    public FsckReport repair(PmemDevice device, Progress progress) {
        return RepairRun.repair(device, progress);
    }

    @Override
    public Stream<MediaStruct> dump(PmemDevice device) {
        return Dump.of(device);
    }

    @Override
    public MediaMap mediaMap(PmemDevice device) {
        return DaxMediaMap.of(device);
    }
}
