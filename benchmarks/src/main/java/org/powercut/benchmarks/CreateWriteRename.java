package org.powercut.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

/**
 * The workload that is explored: a handful of documents is replaced, each by creating a new file, writing it and
 * renaming it over the old one, as every editor does. What is promised is that each document is the old one or the new
 * one, whole.
 */
final class CreateWriteRename {
    private static final int DOCUMENTS = 4;
    private static final int BYTES = 6000;
    private static final byte OLD = 'o';
    private static final byte NEW = 'n';
    private static final String TEMPORARY = "/new";

    private CreateWriteRename() {}

    /**
     * Runs the workload once.
     *
     * @param deviceSize bytes
     */
    static Recording record(DaxFileSystemProvider provider, long deviceSize) {
        SiteTable sites = Instrumentation.install(List.of(provider.getClass().getPackageName()))
                .sites();
        TracedDevice device = TracedDevice.ofSize(deviceSize);
        provider.mkfs(device);
        try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
            IntStream.range(0, DOCUMENTS).forEach(document -> write(fs, name(document), OLD));
        }
        var initial = device.image();
        MediaState media = device.mediaState();
        Tape tape = new Tape();
        device.record(tape);
        DaxFileSystem fs = provider.mount(device, MountOptions.defaults());
        for (int document = 0; document < DOCUMENTS; document++) {
            device.operationBegin("replace " + name(document));
            write(fs, TEMPORARY, NEW);
            fs.rename(TEMPORARY, name(document));
            device.operationEnd();
            device.milestone(name(document));
        }
        device.stopRecording();
        Recording recording = new Recording(
                initial,
                media.listed(),
                media.latent(),
                tape.trace(),
                sites,
                provider::mediaMap,
                CreateWriteRename.class.getName());
        device.release();
        return recording;
    }

    /**
     * Reads back every name and byte.
     *
     * @param replaced the documents whose replacement was acknowledged, in order
     * @throws BrokenPromise if something is neither old nor new, or old though it was replaced
     */
    static void verify(DaxFileSystem fs, List<String> replaced) {
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
        if (documents != DOCUMENTS || names.size() > DOCUMENTS + 1) {
            throw new BrokenPromise(FailureClass.METADATA_INCONSISTENCY, "the directory holds " + names);
        }
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

    /** What every byte of a whole document is. */
    private static Optional<Byte> content(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path)) {
            byte[] bytes = file.read(0, BYTES);
            for (byte each : bytes) {
                if (each != bytes[0]) {
                    return Optional.empty();
                }
            }
            return bytes.length == BYTES && file.size() == BYTES ? Optional.of(bytes[0]) : Optional.empty();
        }
    }
}
