package org.powercut.framework.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.ModelStates;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.RandomTraces;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.MediaRange;

@DisplayName("Traces in the JSON Lines format")
class TraceLinesTest {
    private static final int TRACES = 300;

    @TempDir
    private Path directory;

    @Test
    @DisplayName("random traces come back event by event, with the same crash states at every position")
    void randomTraces() throws IOException {
        for (long seed = 0; seed < TRACES; seed++) {
            Trace trace = RandomTraces.next(seed, 6, 24, true);
            TraceFile read = roundTrip(TraceSamples.of(trace));
            Trace again = read.recording().trace();
            for (Platform platform : Platform.values()) {
                assertThat(ModelStates.images(again, platform, CompilerOrder.PROGRAM))
                        .as("seed %d on %s", seed, platform)
                        .isEqualTo(ModelStates.images(trace, platform, CompilerOrder.PROGRAM));
            }
        }
    }

    @Test
    @DisplayName("header, image, sites and media errors come back")
    void everythingElse() throws IOException {
        TreeMap<Long, byte[]> pages = new TreeMap<>();
        byte[] page = new byte[4096];
        page[5] = -7;
        pages.put(4096L, page);
        TraceFile file = TraceSamples.of(everyKind(), pages, List.of(new MediaRange(512, 1024)));
        TraceFile read = roundTrip(file);
        assertThat(read.platform()).isEqualTo(Platform.ADR);
        assertThat(read.compilerOrder()).isEqualTo(CompilerOrder.JAVA);
        assertThat(read.files()).isEqualTo(file.files());
        assertThat(read.recording().testId()).isEqualTo("org.x.LogTest");
        assertThat(read.recording().sites().build())
                .isEqualTo(file.recording().sites().build());
        assertThat(read.recording().initial().size()).isEqualTo(TraceSamples.SIZE);
        assertThat(read.recording().initial().at(4101)).isEqualTo((byte) -7);
        assertThat(read.recording().listed()).containsExactly(new MediaRange(512, 1024));
        assertThat(read.recording().sites().site(3))
                .isEqualTo(file.recording().sites().site(3));
        assertThat(read.recording().sites().site(2)).isEqualTo(Site.UNINSTRUMENTED);
        Trace trace = read.recording().trace();
        assertThat(trace.mode(1)).isEqualTo(AccessMode.RELEASE);
        assertThat(trace.tear(1)).isEqualTo(4);
        assertThat(trace.thread(1)).isEqualTo(9);
        assertThat(trace.text(0)).isEqualTo("begin \"quoted\" |;\n");
    }

    @Test
    @DisplayName("a trace that was cut off anywhere is refused with file and line")
    void truncated() throws IOException {
        Path whole = directory.resolve("whole.jsonl");
        TraceFiles.write(TraceSamples.of(everyKind()), whole);
        String text = Files.readString(whole);
        Path cut = directory.resolve("cut.jsonl");
        // the last line break is not needed
        for (int length = 0; length < text.length() - 1; length++) {
            Files.writeString(cut, text.substring(0, length));
            assertThatExceptionOfType(BadTraceException.class)
                    .as("the first %d characters", length)
                    .isThrownBy(() -> TraceFiles.read(cut))
                    .withMessageMatching("(?s)\\Q" + cut + "\\E:\\d+: .+");
        }
    }

    @ParameterizedTest
    @DisplayName("a value outside its range is refused with its line and what would be right")
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\u0001',
            value = {
                "trace-lines/1\" # trace-lines/9\" # :1: # the only one",
                "\"deviceSize\":8192 # \"deviceSize\":8191 # :1: # multiple of 4096",
                "\"deviceSize\":8192 # \"deviceSize\":-1 # :1: # is from 4096",
                "\"platform\":\"ADR\" # \"platform\":\"ARM\" # :1: # one of [ADR, EADR]",
                "\"build\":\"feed # \"build\":\"FEED # :1: # 16 hexadecimal digits",
                "\"image\":\"pages\" # \"image\":\"none\" # :1: # \"pages\" or \"absent\"",
                "\"site\":3,\"class\" # \"site\":0,\"class\" # :2: # is from 1 to",
                "\"kind\":\"STORE\" # \"kind\":\"SAVE\" # :4: # one of [STORE",
                "\"thread\":9 # \"thread\":65536 # :3: # from 0 to 65535",
                "\"address\":64 # \"address\":8190 # :4: # 'length' is from 0 to 2",
                "\"address\":64 # \"address\":\"64\" # :4: # whole number",
                "\"site\":3,\"address\" # \"site\":2,\"address\" # :4: # no line for site 2",
                "\"site\":3,\"address\" # \"site\":8,\"address\" # :4: # is from 0 to 3",
                "\"tear\":4 # \"tear\":3 # :4: # 1, 2 or 4",
                "\"bytes\":\"2a000000 # \"bytes\":\"2a0000 # :4: # 'length' says 8",
                "\"bytes\":\"2a # \"bytes\":\"xx # :4: # hexadecimal",
                "\"event\":2 # \"event\":7 # :5: # is from 2 to 2",
                "\"kind\":\"CLWB\" # \"kind\":\"CLWB\",\"colour\":1 # :5: # unknown field colour",
                "\"address\":512 # \"address\":513 # :7: # whole sectors",
                "\"end\":6 # \"end\":5 # :9: # there are 6",
            })
    void outOfRange(String right, String wrong, String line, String expected) throws IOException {
        Path file = directory.resolve("trace.jsonl");
        TraceFiles.write(TraceSamples.of(everyKind()), file);
        String text = Files.readString(file);
        assertThat(text).contains(right);
        Files.writeString(file, text.replaceFirst("\\Q" + right + "\\E", wrong));
        assertThatExceptionOfType(BadTraceException.class)
                .isThrownBy(() -> TraceFiles.read(file))
                .withMessageStartingWith(file + line)
                .withMessageContaining(expected);
    }

    @Test
    @DisplayName("what stands after the end is refused")
    void afterTheEnd() throws IOException {
        Path file = directory.resolve("trace.jsonl");
        TraceFiles.write(TraceSamples.of(everyKind()), file);
        Files.writeString(file, Files.readString(file) + "{\"end\":6}\n");
        assertThatExceptionOfType(BadTraceException.class)
                .isThrownBy(() -> TraceFiles.read(file))
                .withMessageContaining(file + ":10: the trace goes on after its end");
    }

    /** Writes, reads, and writes again: the two files are the same. */
    private TraceFile roundTrip(TraceFile file) throws IOException {
        Path first = directory.resolve("first.jsonl");
        Path second = directory.resolve("second.jsonl");
        TraceFiles.write(file, first);
        TraceFile read = TraceFiles.read(first);
        TraceFiles.write(read, second);
        assertThat(second).hasSameTextualContentAs(first);
        assertThat(read.recording().trace().size())
                .isEqualTo(file.recording().trace().size());
        return read;
    }

    private static Trace everyKind() {
        Tape tape = new Tape();
        tape.marker(Kind.OPERATION_BEGIN, 9, "begin \"quoted\" |;\n");
        tape.store(Kind.STORE, AccessMode.RELEASE, 4, 9, 3, 64, 8, 42);
        tape.flush(Kind.CLWB, 9, 3, 64, 8);
        tape.bulkStore(Kind.DIRECT_STORE, 0, 9, 3, 128, MemorySegment.ofArray(new byte[64]), 0, 64);
        tape.media(Kind.POISON_LISTED, 9, 0, 512, 512);
        tape.fence(Kind.FENCE, 9, 3);
        return tape.trace();
    }
}
