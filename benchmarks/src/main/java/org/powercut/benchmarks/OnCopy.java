package org.powercut.benchmarks;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.pmem.MappedFileDevice;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/**
 * Judges the same crash states as one would without Powercut: each is copied as a whole, the copy is mounted and verified,
 * and thrown away.
 */
final class OnCopy implements Subject {
    private final DaxFileSystemProvider provider;
    private final ReplaceDocuments documents;
    private final boolean toFile;
    private final byte[] image;

    /**
     * @param deviceSize bytes
     * @param toFile whether the copy is a file in the temporary directory, as tools make that run the code under test in
     *     a process of its own, or memory
     */
    OnCopy(DaxFileSystemProvider provider, ReplaceDocuments documents, long deviceSize, boolean toFile) {
        this.provider = provider;
        this.documents = documents;
        this.toFile = toFile;
        this.image = new byte[Math.toIntExact(deviceSize)];
    }

    /** @param file what to delete at the end, or an empty path */
    private record Copy(PmemDevice device, DaxFileSystem fs, Path file) {}

    @Override
    public Object recover(TracedDevice device) throws IOException {
        device.getBytes(0, MemorySegment.ofArray(image), 0, image.length);
        Path file = Path.of("");
        PmemDevice copy;
        if (toFile) {
            file = Files.createTempFile("powercut-state", ".img");
            Files.write(file, image);
            copy = MappedFileDevice.open(file);
        } else {
            copy = SimulatedDevice.ofSize(image.length);
            copy.putBytes(0, MemorySegment.ofArray(image), 0, image.length);
        }
        return new Copy(copy, documents.mount(provider, copy), file);
    }

    @Override
    public void check(TracedDevice device, Object recovered, CrashInfo crash) throws IOException {
        Copy copy = (Copy) recovered;
        documents.verify(copy.fs, crash.milestones());
        copy.device.close();
        if (toFile) {
            Files.delete(copy.file);
        }
    }
}
