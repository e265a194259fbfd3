package org.powercut.pmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.pmem.MediaErrors.Visibility;

class MappedFileDeviceTest extends PmemDeviceContract {
    private static final long LARGE = 64L * Pmem.PAGE;
    private static final long PLACE = 8L * Pmem.PAGE;

    @TempDir
    private Path directory;

    private Path image() {
        return directory.resolve("other.img");
    }

    @Override
    PmemDevice device(long size) throws IOException {
        return MappedFileDevice.create(directory.resolve("device.img"), size);
    }

    @Test
    @DisplayName("what was stored is there after closing and opening, little endian in the file")
    void reopened() throws IOException {
        try (MappedFileDevice device = MappedFileDevice.create(image(), SIZE)) {
            assertThat(device.durability()).isEqualTo(Durability.MSYNC);
            assertThat(device.file()).isEqualTo(image());
            device.putLong(4095, 0x0102_0304_0506_0708L);
            device.flush(4095, 8);
            device.fence();
        }
        assertThat(Files.readAllBytes(image())).hasSize((int) SIZE).containsSequence(8, 7, 6, 5, 4, 3, 2, 1);
        try (MappedFileDevice device = MappedFileDevice.open(image())) {
            assertThat(device.size()).isEqualTo(SIZE);
            assertThat(device.getLong(4095)).isEqualTo(0x0102_0304_0506_0708L);
        }
    }

    @Test
    @DisplayName("an image beyond 4 GiB is sparse and works past 2 and 4 GiB")
    void large() throws IOException {
        long size = 5L << 30;
        long[] places = {0, (2L << 30) - 4, (4L << 30) - 3, size - 8};
        try (MappedFileDevice device = MappedFileDevice.create(image(), size)) {
            for (long place : places) {
                device.putLong(place, place + 1);
                device.flush(place, 8);
            }
            device.fence();
        }
        try (MappedFileDevice device = MappedFileDevice.open(image())) {
            for (long place : places) {
                assertThat(device.getLong(place)).isEqualTo(place + 1);
            }
        }
        assertThat((long) Files.getAttribute(image(), "unix:size")).isEqualTo(size);
    }

    @Test
    @DisplayName("what a process fenced is in the file after the process was killed")
    void killed() throws Exception {
        Process writer = java("-XX:+UseSerialGC", KilledWriter.class).start();
        long promised;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < 50; i++) {
                String line = out.readLine();
                assertThat(line).as("the writer ended early").isNotNull();
            }
            assertThatThrownBy(() -> MappedFileDevice.open(image()))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("open already in another process");
            // not Process.destroyForcibly: that closes the stream with the last promises in it
            assertThat(writer.toHandle().destroyForcibly()).isTrue();
            assertThat(writer.waitFor(1, TimeUnit.MINUTES)).isTrue();
            promised = out.lines().map(Long::parseLong).reduce(50L, Math::max);
        }
        assertThat(writer.exitValue()).as("killed, not ended").isEqualTo(128 + 9);
        try (MappedFileDevice device = MappedFileDevice.open(image())) {
            for (long round = 1; round <= promised; round++) {
                for (int part = 0; part < KilledWriter.PARTS; part++) {
                    assertThat(device.getLong(KilledWriter.place(round, part)))
                            .as("round %d part %d", round, part)
                            .isEqualTo(round);
                }
            }
        }
    }

    @Test
    @DisplayName("an image is open once at a time")
    void locked() throws IOException {
        try (MappedFileDevice device = MappedFileDevice.create(image(), SIZE)) {
            assertThatThrownBy(() -> MappedFileDevice.open(device.file()))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("open already in this process");
            device.putByte(0, (byte) 1);
        }
        MappedFileDevice.open(image()).close();
    }

    @Test
    @DisplayName("create never touches an existing file")
    void exists() throws IOException {
        Files.writeString(image(), "precious");
        assertThatThrownBy(() -> MappedFileDevice.create(image(), SIZE)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(image()).hasContent("precious");
    }

    @Test
    @DisplayName("a file that cannot be an image is refused with the reason, and stays as it is")
    void notAnImage() throws IOException {
        assertThatThrownBy(() -> MappedFileDevice.open(image())).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> MappedFileDevice.open(directory)).hasMessageContaining("regular file");
        Files.writeString(image(), "");
        assertThatThrownBy(() -> MappedFileDevice.open(image())).hasMessageContaining("4096 bytes, not 0");
        Files.writeString(image(), "precious");
        assertThatThrownBy(() -> MappedFileDevice.open(image())).hasMessageContaining("4096 bytes, not 8");
        assertThat(image()).hasContent("precious");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -4096, 4095, 4097})
    @DisplayName("a size that is not whole pages is refused and leaves no file")
    void wholePages(long size) {
        assertThatThrownBy(() -> MappedFileDevice.create(image(), size)).hasMessageContaining("not " + size);
        assertThat(image()).doesNotExist();
    }

    @Test
    @DisplayName("a size that no file can have is an error and leaves no file")
    void tooLarge() {
        assertThatThrownBy(() -> MappedFileDevice.create(image(), 1L << 62)).isInstanceOf(IOException.class);
        assertThat(image()).doesNotExist();
    }

    @Test
    @DisplayName("clearing poison leaves zeros in the file")
    void clear() throws IOException {
        try (MappedFileDevice device = MappedFileDevice.create(image(), SIZE)) {
            device.fill(0, SIZE, (byte) 1);
            device.mediaErrors().poison(4000, 200, Visibility.LATENT);
            device.mediaErrors().clear(new MediaRange(3584, 1024));
        }
        byte[] bytes = Files.readAllBytes(image());
        for (int i = 0; i < SIZE; i++) {
            assertThat(bytes[i]).isEqualTo((byte) (i < 3584 || i >= 4608 ? 1 : 0));
        }
    }

    @Test
    @DisplayName("a load or store where the file was truncated is a typed error, and the JVM lives")
    void truncated() throws Exception {
        // only the interpreter reports a fault at the access that raised it
        Process reader = java("-Xint", TruncatedReader.class).start();
        assertThat(reader.inputReader(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "getLong: MediaErrorException: media error at device bytes [4096, 4608)",
                        "getBytes: MediaErrorException: media error at device bytes [4096, 5120)",
                        "getAndAdd: MediaErrorException: media error at device bytes [4096, 4608)",
                        "putLong: UncheckedIOException: cannot store to device bytes [4096, 4104): the file behind"
                                + " them was truncated, or its disk is full",
                        "before the cut: 0");
        assertThat(reader.waitFor()).isZero();
    }

    private ProcessBuilder java(String option, Class<?> main) {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        image().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    static Map<String, Consumer<PmemDevice>> writeBacks() {
        MemorySegment page = MemorySegment.ofArray(new byte[Pmem.PAGE]);
        return new TreeMap<>(Map.of(
                "flush",
                        device -> {
                            device.putLong(PLACE, 1);
                            device.flush(PLACE, 8);
                        },
                "clflush",
                        device -> {
                            device.fill(PLACE, 8, (byte) 1);
                            device.flush(PLACE + 7, 1, FlushKind.CLFLUSH);
                        },
                "ntPutLong", device -> device.ntPutLong(PLACE, 1),
                "ntPutBytes", device -> device.ntPutBytes(PLACE + 1, page, 0, Pmem.PAGE - 2),
                "ntFill", device -> device.ntFill(PLACE + 1, 3 * Pmem.PAGE - 2, (byte) 1),
                "directStore64", device -> device.directStore64(PLACE, page, 0),
                "many pages",
                        device -> {
                            for (long place = PLACE; place < LARGE; place += 2 * Pmem.PAGE) {
                                device.ntPutLong(place, 1);
                            }
                        }));
    }

    static Map<String, Consumer<PmemDevice>> fences() {
        return new TreeMap<>(Map.of(
                "fence", PmemDevice::fence,
                "volatile store", device -> device.putLong(0, 1, AccessMode.VOLATILE),
                "compareAndSet", device -> device.compareAndSetLong(0, 0, 1),
                "weakCompareAndSet", device -> device.weakCompareAndSetLong(0, 0, 1, AccessMode.PLAIN),
                "compareAndExchange", device -> device.compareAndExchangeLong(0, 0, 1, AccessMode.ACQUIRE),
                "getAndAdd", device -> device.getAndAddLong(0, 1, AccessMode.RELEASE),
                "getAndSet", device -> device.getAndSetLong(0, 1, AccessMode.VOLATILE)));
    }

    @TestFactory
    @EnabledOnOs(OS.LINUX)
    @DisplayName("whatever fences writes back what its thread flushed or stored past the cache, and no other does")
    Stream<DynamicTest> writesBack() {
        return writeBacks().entrySet().stream()
                .flatMap(store -> fences().entrySet().stream()
                        .map(fence -> dynamicTest(
                                store.getKey() + ", " + fence.getKey(),
                                () -> writesBack(
                                        store.getValue(),
                                        fence.getValue(),
                                        fence.getKey().equals("fence") ? 0 : 4))));
    }

    private void writesBack(Consumer<PmemDevice> store, Consumer<PmemDevice> fence, long kilobytesOfItsOwn)
            throws Exception {
        assumeWritesBack();
        try (MappedFileDevice device = MappedFileDevice.create(image(), LARGE)) {
            store.accept(device);
            Thread other = Thread.ofPlatform().start(device::fence);
            other.join();
            assertThat(dirtyKilobytes()).as("after another thread's fence").isPositive();
            fence.accept(device);
            assertThat(dirtyKilobytes())
                    .as("at most the page that the fence itself stored to")
                    .isLessThanOrEqualTo(kilobytesOfItsOwn);
        } finally {
            Files.delete(image());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("cleared poison is zeros on the disk, without a fence")
    void clearWritesBack() throws Exception {
        assumeWritesBack();
        try (MappedFileDevice device = MappedFileDevice.create(image(), LARGE)) {
            device.mediaErrors().poison(PLACE, 1, Visibility.LISTED);
            device.fill(0, LARGE, (byte) 1);
            assertThat(dirtyKilobytes()).isEqualTo(LARGE >> 10);
            device.mediaErrors().clear(new MediaRange(0, LARGE));
            assertThat(dirtyKilobytes()).isZero();
        }
    }

    private void assumeWritesBack() throws IOException {
        assumeThat(Files.getFileStore(directory).type())
                .as("memory file systems never write back")
                .isNotIn("tmpfs", "ramfs");
    }

    /** How much of the image's mapping was stored to and not yet written back (man proc_pid_smaps.5). */
    private long dirtyKilobytes() throws IOException {
        long dirty = 0;
        boolean ours = false;
        boolean found = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                ours = line.endsWith(image().toString());
                found |= ours;
            } else if (ours && line.matches("(Shared|Private)_Dirty:.*")) {
                dirty += Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        assertThat(found).as("the image is mapped").isTrue();
        return dirty;
    }
}
