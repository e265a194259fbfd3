package org.powercut.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.Search;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.framework.trace.TraceFile;
import org.powercut.framework.trace.TraceFiles;

/**
 * The same trace through pmreorder and through Powercut, in one run: distinct images a second, the images that each visits,
 * and those that no power cut can leave. Both check an image by writing down its SHA-256, pmreorder with a program, as it
 * must, and Powercut with the same program and in its own process.
 */
final class Pmreorder {
    private static final long DEVICE_SIZE = 8192;
    private static final int APPENDS = 12;
    private static final List<String> ENGINES =
            List.of("ReorderFull", "ReorderAccumulative", "ReorderReverseAccumulative", "ReorderPartial");

    private final Path script;
    private final Path directory;
    private final Path seen;
    private final Path checker;

    private Pmreorder(Path script, Path directory) throws IOException {
        this.script = script;
        this.directory = directory;
        this.seen = directory.resolve("seen");
        this.checker = Files.setPosixFilePermissions(
                Files.writeString(directory.resolve("check.sh"), "#!/bin/sh\nsha256sum < \"$1\" >> '" + seen + "'\n"),
                PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @param arguments the path of pmreorder.py */
    static void run(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 1 || !Files.isRegularFile(Path.of(arguments[0]))) {
            System.err.println("name pmreorder.py: -Dbenchmark.args=/path/to/pmreorder.py");
            System.exit(2);
        }
        Path directory = Files.createTempDirectory("powercut-pmreorder");
        new Pmreorder(Path.of(arguments[0]).toAbsolutePath(), directory).run();
    }

    private void run() throws IOException, InterruptedException {
        Recording recording = appends();
        System.out.printf("%d events, a device of %d bytes%n", recording.trace().size(), DEVICE_SIZE);
        System.out.println("by | checks | distinct images | seconds | distinct images/s | impossible | missed");
        ours(recording, new HashedImages());
        HashedImages hashed = new HashedImages();
        Set<String> possible = hashed.images();
        row("Powercut, in its process", ours(recording, hashed), possible, possible);
        Cost cost = ours(recording, new CheckedImages(checker, directory.resolve("image")));
        row("Powercut, same program", cost, seen().all(), possible);
        for (String engine : ENGINES) {
            Files.deleteIfExists(seen);
            double seconds = theirs(recording, engine);
            row("pmreorder " + engine, new Cost(seen().checks(), seconds), seen().all(), possible);
        }
    }

    private record Cost(long checks, double seconds) {}

    private record Seen(long checks, Set<String> all) {}

    private static void row(String by, Cost cost, Set<String> images, Set<String> possible) {
        System.out.printf(
                Locale.ROOT,
                "%s | %,d | %,d | %.2f | %,.0f | %,d | %,d%n",
                by,
                cost.checks,
                images.size(),
                cost.seconds,
                images.size() / cost.seconds,
                images.stream().filter(image -> !possible.contains(image)).count(),
                possible.stream().filter(image -> !images.contains(image)).count());
    }

    /**
     * A log on raw pmem: a record of four words in two lines, flushed and fenced; then the count of records, flushed and
     * fenced.
     */
    private static Recording appends() {
        TracedDevice device = TracedDevice.ofSize(DEVICE_SIZE);
        DeviceImage initial = device.image();
        Tape tape = new Tape();
        device.record(tape);
        for (int number = 1; number <= APPENDS; number++) {
            long record = number * 128L;
            for (long word : new long[] {record, record + 8, record + 64, record + 72}) {
                device.putLong(word, 1000L * number + word);
            }
            device.flush(record, 128);
            device.fence();
            device.putLong(0, number);
            device.flush(0, 8);
            device.fence();
        }
        device.stopRecording();
        device.release();
        SiteTable sites = new SiteTable(1, List.of());
        return new Recording(initial, List.of(), List.of(), tape.trace(), sites, any -> MediaMap.unnamed(), "appends");
    }

    private static Cost ours(Recording recording, Subject subject) {
        long begin = System.nanoTime();
        Exploration exploration = new Explorer()
                .explore(
                        recording,
                        () -> subject,
                        new ExploreSettings(
                                Platform.ADR,
                                CompilerOrder.PROGRAM,
                                Search.EVERY_IMAGE,
                                0,
                                Duration.ofHours(1),
                                Long.MAX_VALUE,
                                1 << 20,
                                2,
                                0,
                                1,
                                0,
                                1,
                                1000),
                        more -> {});
        Coverage coverage = exploration.coverage();
        if (!coverage.exhaustive() || !exploration.findings().isEmpty()) {
            throw new IllegalStateException("not every image was checked: " + coverage.means());
        }
        return new Cost(coverage.explored() + 1, (System.nanoTime() - begin) / 1e9);
    }

    private double theirs(Recording recording, String engine) throws IOException, InterruptedException {
        Path image = Files.write(directory.resolve("image"), new byte[(int) DEVICE_SIZE]);
        Path log = directory.resolve("store.log");
        TraceFiles.writeStoreLog(TraceFile.of(recording, Platform.ADR, CompilerOrder.PROGRAM), image.toString(), log);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(
                        "python3",
                        script.toString(),
                        "-l",
                        log.toString(),
                        "-o",
                        directory.resolve("pmreorder.out").toString(),
                        "-c",
                        "prog",
                        "-r",
                        engine,
                        "-p",
                        checker.toString())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("pmreorder failed, or found an image inconsistent; see " + directory);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private Seen seen() throws IOException {
        List<String> lines = Files.readAllLines(seen);
        return new Seen(
                lines.size(),
                lines.stream().map(line -> line.split(" ")[0]).collect(Collectors.toCollection(TreeSet::new)));
    }
}
