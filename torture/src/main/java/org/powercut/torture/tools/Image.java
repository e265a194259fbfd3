package org.powercut.torture.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.Durability;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.PmemDevices;

/** An open image file, and the file system that goes with it. */
record Image(PmemDevice device, DaxFileSystemProvider provider) implements AutoCloseable {

    static Image open(Path file) throws IOException {
        return new Image(PmemDevices.open(file, Durability.MSYNC), find());
    }

    static Image create(Path file, long size) throws IOException {
        return new Image(PmemDevices.create(file, size, Durability.MSYNC), find());
    }

    private static DaxFileSystemProvider find() {
        return ServiceLoader.load(DaxFileSystemProvider.class)
                .findFirst()
                .orElseThrow(() -> new ToolException("there is no file system on the class path"));
    }

    DaxFileSystem mount() {
        return mount(false);
    }

    DaxFileSystem mountReadOnly() {
        return mount(true);
    }

    private DaxFileSystem mount(boolean readOnly) {
        Contract contract = provider.contracts().contains(Contract.STRONG) ? Contract.STRONG : Contract.WEAK;
        return provider.mount(
                device, MountOptions.defaults().withContract(contract).withReadOnly(readOnly));
    }

    @Override
    public void close() {
        device.close();
    }
}
