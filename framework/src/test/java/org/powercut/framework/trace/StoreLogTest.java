package org.powercut.framework.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.ModelStates;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;

@DisplayName("Store logs of pmemcheck and pmreorder")
class StoreLogTest {
    private static final String POOL = "START|REGISTER_FILE;pool;0x10000;0x2000;0x0";

    @TempDir
    private Path directory;

    @Test
    @DisplayName("a log is read as the events that it tells, relative to the registered file")
    void handWritten() throws IOException, URISyntaxException {
        TraceFile file = TraceFiles.read(handWrittenLog());
        Trace trace = file.recording().trace();
        assertThat(IntStream.range(0, trace.size()).mapToObj(trace::kind))
                .containsExactly(
                        Kind.OPERATION_BEGIN,
                        Kind.STORE,
                        Kind.STORE,
                        Kind.CLWB,
                        Kind.CLWB,
                        Kind.FENCE,
                        Kind.OPERATION_END,
                        Kind.MILESTONE);
        assertThat(trace.address(1)).isEqualTo(0x40);
        assertThat(trace.storedWord(1, 0)).isEqualTo(0x2a);
        assertThat(file.recording().sites().site(trace.site(1))).hasToString("append (app.c:12)");
        assertThat(trace.text(7)).isEqualTo("appended");
        assertThat(file.imageKnown()).isFalse();
        assertThat(file.files()).containsExactly(new ImageFile("/mnt/pmem/pool", 0, 0x2000));
    }

    @Test
    @DisplayName("the planted bug of a log is found, with the store that was lost and where it was issued")
    void findsThePlantedBug() throws IOException, URISyntaxException {
        TraceFile file = TraceFiles.read(handWrittenLog());
        Subject flagNeedsRecord = new Subject() {
            @Override
            public Object recover(TracedDevice device) {
                return device;
            }

            @Override
            public void check(TracedDevice device, Object recovered, CrashInfo crash) {
                assertThat(device.getLong(0) == 1 && device.getLong(0x40) != 0x2a)
                        .as("a flag without its record")
                        .isFalse();
            }
        };
        Exploration exploration =
                new Explorer().explore(file.recording(), () -> flagNeedsRecord, ExploreSettings.defaults(), more -> {});
        assertThat(exploration.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.lost())
                    .extracting(LostStore::address, store -> store.site().toString())
                    .containsExactly(tuple(0x40L, "append (app.c:12)"));
            assertThat(finding.crash().operation()).contains("append");
        });
        assertThat(exploration.coverage().exhaustive()).isTrue();
    }

    @Test
    @DisplayName("several files lie one after the other, offsets count, and images are what they held before")
    void severalFiles() throws IOException {
        Path log = log("START|REGISTER_FILE;a;0x10000;0x1040;0x0|REGISTER_FILE;b;0x40000;0x1000;0x1000"
                + "|REGISTER_FILE;a;0x10000;0x1040;0x0|STORE;0x40008;0x5;0x1|STOP");
        byte[] bytes = new byte[0x2000];
        bytes[7] = 7;
        Path image = Files.write(directory.resolve("a.img"), bytes);
        TraceFile file = TraceFiles.read(log, List.of(image, image));
        assertThat(file.files()).containsExactly(new ImageFile("a", 0, 0x1040), new ImageFile("b", 0x2000, 0x2000));
        assertThat(file.recording().trace().address(0)).isEqualTo(0x2000 + 0x1000 + 8);
        assertThat(file.recording().initial().at(0x2007)).isEqualTo((byte) 7);
        assertThat(file.recording().initial().size()).isEqualTo(0x4000);
    }

    @ParameterizedTest
    @DisplayName("a bad entry is refused with its line and what would be right")
    @CsvSource(
            delimiter = '#',
            value = {
                "|REGISTER_FILE;other;0x11fc0;0x100;0x0|STOP # overlaps pool at 0x10000, 0x2000 bytes (line 1)",
                "|REGISTER_FILE;other;0x20001;0x100;0x0|STOP # multiples of 0x40",
                "|REGISTER_FILE;other;0x20000;0x100|STOP     # REGISTER_FILE;path;address;size;offset",
                "|REGISTER_FILE;other;0x20000;0xffffffffffff;0x0|STOP # the size of REGISTER_FILE is from 0x1",
                "|STORE;0x10000;0x1ff;0x1|STOP               # does not fit",
                "|STORE;0x10000;0x1;0x0|STOP                 # the size of STORE is from 0x1",
                "|STORE;0x10000;0x1|STOP                     # STORE;address;value;size",
                "|STORE;0x10000;zero;0x8|STOP                # a hexadecimal number such as 0x40",
                "|STORE;0x10000;-0x1;0x8|STOP                # a hexadecimal number such as 0x40",
                "|STORE;0x11ffc;0x1;0x8|STOP                 # goes past the end of pool",
                "|STORE;0x8000;0x1;0x8|STOP                  # not within a registered file",
                "|FLUSH;0x10000|STOP                         # FLUSH;address;size",
                "|FENCE;0x10000|STOP                         # FENCE is FENCE, not",
                "|SAVE;0x10000|STOP                          # there is STORE, FLUSH, FENCE",
                "|append.END|STOP                            # no marker is open",
                "|a.BEGIN|b.BEGIN|FENCE|a.END|STOP           # b.END must come first",
                "|START|STOP                                 # a second START",
                "|FENCE                                      # there is no STOP",
            })
    void badEntries(String tail, String expected) throws IOException {
        Path log = log(POOL + "|FENCE\n" + tail);
        assertThatExceptionOfType(BadTraceException.class)
                .isThrownBy(() -> TraceFiles.read(log))
                .withMessageStartingWith(log + ":2: entry ")
                .withMessageContaining(expected);
    }

    @ParameterizedTest
    @DisplayName("a file that is no log is refused")
    @CsvSource(
            delimiter = '#',
            value = {
                "PNG            # neither a trace, which begins with {, nor a store log",
                "START|STOP     # registers no file",
                "STORE;1;2;3    # neither a trace",
            })
    void foreign(String text, String expected) throws IOException {
        Path log = log(text);
        assertThatExceptionOfType(BadTraceException.class)
                .isThrownBy(() -> TraceFiles.read(log))
                .withMessageStartingWith(log + ":1: ")
                .withMessageContaining(expected);
    }

    @Test
    @DisplayName("a trace is written as pmreorder reads it: one line, markers that do not cross, no stray START")
    void exported() throws IOException {
        Tape tape = new Tape();
        tape.marker(Kind.OPERATION_BEGIN, 0, "RESTART|it");
        tape.marker(Kind.OPERATION_BEGIN, 1, "other");
        tape.store(Kind.STORE, AccessMode.VOLATILE, 0, 0, 1, 8, 4, 0xffff_ffffL);
        tape.marker(Kind.OPERATION_END, 0, "RESTART|it");
        tape.marker(Kind.OPERATION_END, 1, "other");
        tape.bulkStore(
                Kind.NT_STORE,
                0,
                0,
                2,
                60,
                MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
                0,
                12);
        tape.store(Kind.LOCKED, AccessMode.VOLATILE, 0, 0, 0, 0, 8, 1);
        tape.flush(Kind.CLFLUSH, 0, 1, 60, 8);
        tape.fence(Kind.FENCE, 0, 1);
        tape.marker(Kind.MILESTONE, 0, "done");
        Path log = directory.resolve("out.log");
        TraceFiles.writeStoreLog(TraceSamples.of(tape.trace()), "/pool", log);
        assertThat(Files.readString(log).replace("|", "\n|")).isEqualTo("""
                        START
                        |REGISTER_FILE;/pool;0x7f0000000000;0x2000;0x0
                        |REstart_it.BEGIN
                        |other.BEGIN
                        |STORE;0x7f0000000008;0xffffffff;0x4;org.x.Log.s1(Log.java:11)
                        |FENCE
                        |other.END
                        |REstart_it.END
                        |STORE;0x7f000000003c;0x4030201;0x4;org.x.Log.s2(Log.java:12)
                        |STORE;0x7f0000000040;0xc0b0a0908070605;0x8;org.x.Log.s2(Log.java:12);[non-temporal]
                        |FLUSH;0x7f0000000040;0x8
                        |FENCE
                        |STORE;0x7f0000000000;0x1;0x8;uninstrumented code
                        |FLUSH;0x7f0000000000;0x80
                        |FENCE
                        |milestone_done.BEGIN
                        |milestone_done.END
                        |STOP
                        """);
    }

    @Test
    @DisplayName("what a store log can say comes back with the same crash states at every position")
    void roundTrip() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            Trace trace = random(new Random(seed));
            Path log = directory.resolve("trace.log");
            TraceFiles.writeStoreLog(TraceSamples.of(trace), "pool", log);
            Trace again = TraceFiles.read(log).recording().trace();
            assertThat(ModelStates.images(again, Platform.ADR, CompilerOrder.PROGRAM))
                    .as("seed %d", seed)
                    .isEqualTo(ModelStates.images(trace, Platform.ADR, CompilerOrder.PROGRAM));
        }
    }

    @Test
    @DisplayName("a trace with media errors is refused, and nothing is written")
    void mediaErrors() {
        Tape tape = new Tape();
        tape.media(Kind.POISON_LATENT, 0, 0, 512, 512);
        Path log = directory.resolve("out.log");
        assertThatExceptionOfType(BadTraceException.class)
                .isThrownBy(() -> TraceFiles.writeStoreLog(TraceSamples.of(tape.trace()), "pool", log))
                .withMessageContaining("event 0 is POISON_LATENT");
        assertThat(directory).isEmptyDirectory();
    }

    /** Stores of atoms, plain and non-temporal, write-backs, fences and markers, by one thread. */
    private static Trace random(Random random) {
        Tape tape = new Tape();
        for (int i = 0; i < 16; i++) {
            long address = 64L * random.nextInt(3) + 8 * random.nextInt(2);
            switch (random.nextInt(6)) {
                case 0, 1 -> tape.store(Kind.STORE, AccessMode.PLAIN, 0, 0, 1, address, 8, i + 1);
                case 2 -> tape.store(Kind.NT_STORE, AccessMode.PLAIN, 0, 0, 1, address, 8, i + 1);
                case 3 -> tape.flush(Kind.CLWB, 0, 1, address, 8);
                case 4 -> tape.fence(Kind.FENCE, 0, 1);
                default -> tape.marker(Kind.MILESTONE, 0, "m" + i);
            }
        }
        return tape.trace();
    }

    private Path log(String text) throws IOException {
        return Files.writeString(directory.resolve("test.log"), text);
    }

    private static Path handWrittenLog() throws URISyntaxException {
        URL log = Objects.requireNonNull(StoreLogTest.class.getResource("append-without-fence.log"));
        return Path.of(log.toURI());
    }
}
