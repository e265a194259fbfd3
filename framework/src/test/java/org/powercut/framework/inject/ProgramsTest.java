package org.powercut.framework.inject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.framework.inject.programs.PmemProgram;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;

/** Small programs for each primitive: what is recorded of them shows that they are right, or what is wrong with them. */
class ProgramsTest {
    private static final String PROGRAMS = PmemProgram.class.getPackageName();

    @BeforeAll
    static void instrument() {
        Instrumentation.install(Set.of(PROGRAMS));
    }

    static Stream<String> pass() {
        return programs("pass");
    }

    static Stream<String> fail() {
        return programs("fail");
    }

    @ParameterizedTest
    @MethodSource("pass")
    void leavesNothingInFlight(String name) throws Exception {
        assertThat(Durable.inFlight(run("pass", name))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("fail")
    void leavesSomethingInFlight(String name) throws Exception {
        assertThat(Durable.inFlight(run("fail", name))).isNotEmpty();
    }

    @Test
    void eachPrimitiveHasARightAndAWrongProgram() {
        assertThat(pass().toList()).hasSizeGreaterThanOrEqualTo(8).isEqualTo(fail().toList());
    }

    private static Trace run(String verdict, String name) throws Exception {
        PmemProgram program = (PmemProgram) Class.forName(PROGRAMS + "." + verdict + "." + name)
                .getConstructor()
                .newInstance();
        TracedDevice device = TracedDevice.ofSize(4096);
        Tape tape = new Tape();
        device.record(tape);
        program.run(device);
        device.stopRecording();
        device.release();
        Trace trace = tape.trace();
        List<Integer> unknown = IntStream.range(0, trace.size())
                .filter(event -> trace.site(event) == 0)
                .boxed()
                .toList();
        assertThat(unknown).as("events without a site").isEmpty();
        return trace;
    }

    private static Stream<String> programs(String verdict) {
        URL folder = Objects.requireNonNull(PmemProgram.class.getResource(verdict), verdict);
        String[] files = Objects.requireNonNull(new File(folder.getPath()).list());
        return new TreeSet<>(List.of(files)).stream().map(file -> file.substring(0, file.indexOf('.')));
    }
}
