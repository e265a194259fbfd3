package org.powercut.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.MountOptions;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.PmemDevice;

/**
 * The workload that is explored: documents are replaced, the first by renaming a draft over it, the others by creating a
 * new file, writing it and renaming it over the old one, as every editor does. That is 1, 4, 7 or 10 operations, or 3
 * without the draft. What is promised is that each document is the old one or the new one, whole.
 *
 * @param operations how many there are: 1, 3, 4, 7 or 10
 * @param contract under which the file system is mounted
 */
record ReplaceDocuments(int operations, Contract contract) {
    private static final int DOCUMENTS = 4;
    private static final int BYTES = 6000;
    private static final byte OLD = 'o';
    private static final byte NEW = 'n';
    private static final String TEMPORARY = "/new";
    private static final String DRAFT = "/draft";
    private static final int REPLACING = 3;

    /**
     * Runs the workload once.
     *
     * @param deviceSize bytes
     */
    Recording record(DaxFileSystemProvider provider, long deviceSize) {
        SiteTable sites = Instrumentation.install(List.of(provider.getClass().getPackageName()))
                .sites();
        TracedDevice device = TracedDevice.ofSize(deviceSize);
        provider.mkfs(device);
        try (DaxFileSystem fs = mount(provider, device)) {
            IntStream.range(0, DOCUMENTS).forEach(document -> write(fs, name(document), OLD));
            write(fs, DRAFT, NEW);
        }
        var initial = device.image();
        MediaState media = device.mediaState();
        Tape tape = new Tape();
        device.record(tape);
        DaxFileSystem fs = mount(provider, device);
        int document = 0;
        if (operations % REPLACING == 1) {
            replace(device, fs, DRAFT, document++);
        }
        for (int i = 0; i < operations / REPLACING; i++) {
            write(fs, TEMPORARY, NEW);
            replace(device, fs, TEMPORARY, document++);
        }
        device.stopRecording();
        Recording recording = new Recording(
                initial,
                media.listed(),
                media.latent(),
                tape.trace(),
                sites,
                provider::mediaMap,
                ReplaceDocuments.class.getName());
        device.release();
        return recording;
    }

    /**
     * Reads back every name and byte.
     *
     * @param replaced the documents whose replacement was acknowledged, in order
     * @throws BrokenPromise if something is neither old nor new, or old though it was replaced
     */
    void verify(DaxFileSystem fs, List<String> replaced) {
        for (int document = 0; document < DOCUMENTS; document++) {
            byte content = content(fs, name(document))
                    .orElseThrow(() -> new BrokenPromise(FailureClass.TORN_WRITE, "a document is mixed"));
            if (content == OLD && replaced.contains(name(document))) {
                throw new BrokenPromise(FailureClass.LOST_ACKNOWLEDGED_DATA, name(document) + " is old");
            }
        }
        List<String> names = fs.readdir("/").stream().map(DirectoryEntry::name).toList();
        long documents =
                names.stream().filter(name -> name.startsWith("document")).count();
        if (documents != DOCUMENTS || names.size() > DOCUMENTS + 2) {
            throw new BrokenPromise(FailureClass.METADATA_INCONSISTENCY, "the directory holds " + names);
        }
    }

    /** Mounts as the workload does. */
    DaxFileSystem mount(DaxFileSystemProvider provider, PmemDevice device) {
        return provider.mount(device, MountOptions.defaults().withContract(contract));
    }

    private static void replace(TracedDevice device, DaxFileSystem fs, String by, int document) {
        fs.rename(by, name(document));
        fs.sync();
        device.milestone(name(document));
    }

    private static String name(int document) {
        return "/document" + document;
    }

    private static void write(DaxFileSystem fs, String path, byte content) {
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, content);
        try (DaxFile file = fs.create(path)) {
            file.write(0, bytes);
            file.fsync();
        }
    }

    /** What every byte of a whole document is; nothing if it is neither the old one nor the new one. */
    private static Optional<Byte> content(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path)) {
            byte[] bytes = file.read(0, BYTES);
            if (bytes.length != BYTES || file.size() != BYTES) {
                return Optional.empty();
            }
            // each byte is like the one after it; as a whole, since a loop over bytes would be half of a state's cost
            return Arrays.equals(bytes, 0, BYTES - 1, bytes, 1, BYTES) && (bytes[0] == OLD || bytes[0] == NEW)
                    ? Optional.of(bytes[0])
                    : Optional.empty();
        }
    }
}
