package org.powercut.framework.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.powercut.framework.inject.Mutation.CallInstead;
import org.powercut.framework.inject.Mutation.CallToo;
import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.KeepArgument;
import org.powercut.framework.inject.Mutation.ReplaceArgument;
import org.powercut.framework.inject.Mutation.ReplaceResult;
import org.powercut.framework.inject.Mutation.SkipCall;
import org.powercut.framework.inject.Mutation.TakeAsEqual;
import org.powercut.framework.inject.Mutation.WatchCall;
import org.powercut.framework.inject.programs.mutated.Checks;
import org.powercut.framework.inject.programs.mutated.Log;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;

class MutationTest {
    private static final String LOG = Log.class.getName();
    private static final String CHECKS = Checks.class.getName();
    private static final List<String> RIGHT =
            List.of("putLong#0", "flush#0", "fence#0", "putLong#1", "flush#1", "fence#1");

    private static Instrumentation instrumentation;

    private final TracedDevice device = TracedDevice.ofSize(4096);

    @BeforeAll
    static void instrument() {
        instrumentation = Instrumentation.install(Set.of(Log.class.getPackageName()));
    }

    @AfterEach
    void release() {
        assertThat(appended()).as("the log is itself again").isEqualTo(RIGHT);
        device.release();
    }

    @Test
    void anInstructionIsSkippedAndTheOthersKeepTheirSites() {
        SiteTable before = instrumentation.sites();
        try (InstalledMutation mutant = instrumentation.mutate(new SkipCall(LOG, "append", "flush", 1))) {
            assertThat(appended()).containsExactly("putLong#0", "flush#0", "fence#0", "putLong#1", "fence#1");
            assertThat(instrumentation.sites()).isEqualTo(before);
            assertThat(mutant.mutation().toString()).isEqualTo("skip call of flush#1 in " + LOG + ".append");
        }
        try (InstalledMutation mutant = instrumentation.mutate(new SkipCall(LOG, "append", "PmemDevice.fence", 0))) {
            assertThat(appended()).containsExactly("putLong#0", "flush#0", "putLong#1", "flush#1", "fence#1");
        }
        try (InstalledMutation mutant = instrumentation.mutate(new SkipCall(LOG, "isValid", "getLong", 1))) {
            assertThat(new Log(device).append(5)).isFalse();
        }
    }

    @Test
    void anyCallIsSkipped() {
        Log log = new Log(device);
        try (InstalledMutation mutant = instrumentation.mutate(new SkipCall(LOG, "append", LOG + ".isValid", 0))) {
            assertThat(log.append(1)).isFalse();
        }
        assertThat(log.append(1)).isTrue();
        try (InstalledMutation mutant =
                instrumentation.mutate(new SkipCall(LOG, "lambda$appendTwice$0", "append", 1))) {
            log.appendTwice(1);
        }
        assertThat(log.size()).isEqualTo(3);
    }

    @Test
    void anotherMethodIsCalledInstead() {
        Log log = new Log(device);
        try (InstalledMutation mutant =
                instrumentation.mutate(new CallInstead(LOG, "append", "count", 0, "countThree"))) {
            log.append(1);
            assertThat(mutant.mutation().toString())
                    .isEqualTo("call countThree instead of count#0 in " + LOG + ".append");
        }
        assertThat(log.size()).isEqualTo(3);
        assertRefused(new CallInstead(LOG, "append", "count", 0, "append"), "no method append with descriptor ()V");
        assertRefused(new CallInstead(LOG, "append", "count", 1, "countThree"), "has only 1 such calls");
    }

    @Test
    void aResultIsReplaced() {
        try (InstalledMutation mutant =
                instrumentation.mutate(new ReplaceResult(LOG, "append", "Log.checksum", 0, 99L))) {
            assertThat(new Log(device).append(1)).isFalse();
            assertThat(device.getLong(8)).isEqualTo(99);
        }
    }

    @Test
    void anArgumentIsReplaced() {
        Log log = new Log(device);
        try (InstalledMutation last =
                        instrumentation.mutate(new ReplaceArgument(LOG, "describe", "what", 0, 1, "of nothing"));
                InstalledMutation first = instrumentation.mutate(new ReplaceArgument(LOG, "describe", "at", 0, 0, 9))) {
            assertThat(log.described(3, 1)).isEqualTo("9 lines, 1 byte of nothing");
            assertThat(first.mutation()).hasToString("replace argument 0 of at#0 in " + LOG + ".describe with 9");
        }
        try (InstalledMutation wide = instrumentation.mutate(new ReplaceArgument(LOG, "describe", "what", 0, 0, 1L));
                InstalledMutation both =
                        instrumentation.mutate(new ReplaceArgument(LOG, "rounded", "roundedUp", 0, 0, 65L))) {
            assertThat(log.described(3, 7)).isEqualTo("3 lines, 7 byte of log");
            assertThat(log.rounded(1)).isEqualTo(128);
        }
        assertThat(log.described(3, 7)).isEqualTo("3 lines, 7 bytes of log");
        try (InstalledMutation instruction =
                instrumentation.mutate(new ReplaceArgument(LOG, "append", "putLong", 1, 1, 99L))) {
            assertThat(log.append(1)).isFalse();
            assertThat(device.getLong(8)).isEqualTo(99);
        }
        assertRefused(new ReplaceArgument(LOG, "append", "putLong", 0, 0, 1L), "of an instruction the last");
        assertRefused(new ReplaceArgument(LOG, "described", "describe", 0, 0, 1), "only the last two can be replaced");
        assertRefused(new ReplaceArgument(LOG, "described", "describe", 0, 3, 1), "only the last two can be replaced");
        assertRefused(new ReplaceArgument(LOG, "describe", "at", 0, 0, 1L), "which java.lang.Long 1 is not");
    }

    @Test
    void aResultIsTheFirstArgument() {
        Log log = new Log(device);
        try (InstalledMutation mutant = instrumentation.mutate(new KeepArgument(LOG, "rounded", "roundedUp", 0))) {
            assertThat(log.rounded(13)).isEqualTo(13);
        }
        assertThat(log.rounded(13)).isEqualTo(64);
        assertRefused(new KeepArgument(LOG, "appendTwice", "run", 0), "a static method is needed");
        assertRefused(new KeepArgument(LOG, "describe", "at", 0), "a static method is needed");
    }

    @Test
    void anotherMethodIsCalledToo() {
        Log log = new Log(device);
        try (InstalledMutation mutant =
                instrumentation.mutate(new CallToo(LOG, "append", "flush", 1, "tally", "add"))) {
            log.append(1);
            log.append(2);
            assertThat(mutant.mutation()).hasToString("call tally.add too after flush#1 in " + LOG + ".append");
        }
        log.append(3);
        assertThat(log.tally()).isEqualTo(2);
        assertRefused(new CallToo(LOG, "append", "flush", 1, "taly", "add"), "no field of that name");
        assertRefused(new CallToo(LOG, "append", "flush", 1, "appended", "add"), "no field of that name");
        assertRefused(new CallToo(LOG, "append", "flush", 1, "tally", "size"), "no method size with descriptor ()V");
        assertRefused(new CallToo(LOG, "describe", "at", 0, "tally", "add"), "an instance method is needed");
        assertRefused(new CallToo(LOG, "append", "flush", 2, "tally", "add"), "has only 2 such calls");
    }

    @Test
    void aMethodIsForcedToReturn() {
        Log log = new Log(device);
        try (InstalledMutation checksum = instrumentation.mutate(new ForceReturn(LOG, "checksum", 7L));
                InstalledMutation name = instrumentation.mutate(new ForceReturn(LOG, "name", "no name"));
                InstalledMutation ratio = instrumentation.mutate(new ForceReturn(LOG, "ratio", 0.25))) {
            assertThat(log.append(1)).isTrue();
            assertThat(device.getLong(8)).isEqualTo(7);
            assertThat(log.name()).isEqualTo("no name");
            assertThat(log.ratio(8)).isEqualTo(0.25);
        }
        assertThat(log.ratio(8)).isEqualTo(4);
        assertThat(log.name()).isEqualTo("log");
        try (InstalledMutation name = instrumentation.mutate(new ForceReturn(LOG, "name", null))) {
            assertThat(log.name()).isNull();
        }
        try (InstalledMutation valid = instrumentation.mutate(new ForceReturn(LOG, "isValid", true));
                InstalledMutation checksum =
                        instrumentation.mutate(new ReplaceResult(LOG, "append", "checksum", 0, 1L))) {
            assertThat(log.append(1)).isTrue();
        }
    }

    @Test
    void aComparisonWithACallSaysEqual() {
        Checks checks = new Checks(3);
        try (InstalledMutation fits = instrumentation.mutate(new TakeAsEqual(CHECKS, "fits", "sum", 0));
                InstalledMutation misfits = instrumentation.mutate(new TakeAsEqual(CHECKS, "misfits", "sum", 0));
                InstalledMutation longs = instrumentation.mutate(new TakeAsEqual(CHECKS, "fitsLong", "sumLong", 0))) {
            assertThat(checks.fits(4)).isTrue();
            assertThat(checks.misfits(4)).isFalse();
            assertThat(checks.fitsLong(4)).isTrue();
        }
        assertThat(checks.fits(4)).isFalse();
        assertThat(checks.misfits(4)).isTrue();
        assertThat(checks.fitsLong(4)).isFalse();
        assertRefused(new TakeAsEqual(CHECKS, "masked", "sum", 0), "not compared for equality right after the call");
        assertRefused(new TakeAsEqual(CHECKS, "fits2", "sum", 0), "not compared for equality right after the call");
    }

    @Test
    void watchedCallsTellThatTheyTookPlace() {
        Log log = new Log(device);
        try (InstalledMutation count = instrumentation.mutate(new WatchCall(LOG, "append", "count", 0, 2));
                InstalledMutation valid = instrumentation.mutate(new WatchCall(LOG, "append", "isValid", 0, 0));
                InstalledMutation second =
                        instrumentation.mutate(new WatchCall(LOG, "lambda$appendTwice$0", "append", 1, 1))) {
            instrumentation.forgetWatched();
            assertThat(log.append(1)).isTrue();
            assertThat(instrumentation.watched().stream()).containsExactly(0, 2);
            log.appendTwice(1);
            assertThat(instrumentation.watched().stream()).containsExactly(0, 1, 2);
            instrumentation.forgetWatched();
            assertThat(instrumentation.watched().stream()).isEmpty();
        }
        log.append(1);
        assertThat(instrumentation.watched().stream()).isEmpty();
    }

    @Test
    void callsAreListedWithWhatBecomesOfTheirResults() {
        assertThat(instrumentation.calls().stream()
                        .filter(call -> call.inClass().equals(CHECKS)
                                && !call.inMethod().startsWith("<")))
                .extracting(call -> call.name() + " " + call.use())
                .containsExactly(
                        "Checks.fits:Checks.sum#0 COMPARED",
                        "Checks.misfits:Checks.sum#0 COMPARED",
                        "Checks.fitsLong:Checks.sumLong#0 COMPARED",
                        "Checks.masked:Checks.sum#0 OTHER",
                        "Checks.fits2:Checks.require#0 NOTHING",
                        "Checks.fits2:Checks.sum#0 OTHER");
        assertThat(instrumentation.calls())
                .filteredOn(call -> call.inClass().equals(LOG) && call.use() == CallSite.Use.BOOLEAN)
                .extracting(CallSite::called)
                .contains(LOG + ".isValid", LOG + ".append");
    }

    @Test
    void closingTwiceRemovesOnce() {
        InstalledMutation first = instrumentation.mutate(new SkipCall(LOG, "append", "flush", 0));
        InstalledMutation same = instrumentation.mutate(new SkipCall(LOG, "append", "flush", 0));
        first.close();
        first.close();
        assertThat(appended()).hasSize(5);
        same.close();
    }

    @Test
    void placesThatDoNotExistAreRefused() {
        assertRefused(new SkipCall(LOG, "append", "flush", 2), "has only 2 such calls");
        assertRefused(new SkipCall(LOG, "append", "flash", 0), "no such call, but calls PmemDevice.putLong");
        assertRefused(new SkipCall(LOG, "apend", "flush", 0), "no method of that name, but <init>, append");
        assertRefused(new SkipCall(LOG + "x", "append", "flush", 0), "in the packages under test");
        assertRefused(new ForceReturn(LOG, "sizes", 0), "no method of that name");
    }

    @Test
    void bugsThatCannotBeAreRefused() {
        assertRefused(new ForceReturn(LOG, "isValid", 1), "returns boolean, which java.lang.Integer 1 is not");
        assertRefused(new ForceReturn(LOG, "size", null), "returns int, which null is not");
        assertRefused(new ForceReturn(LOG, "count", 1), "returns void");
        assertRefused(new ForceReturn(LOG, "<init>", null), "constructor");
        assertRefused(new ReplaceResult(LOG, "append", "flush", 0, 1), "returns nothing");
        assertRefused(new ReplaceResult(LOG, "append", "checksum", 0, 1), "returns long");
        assertRefused(new SkipCall(LOG, "<init>", "<init>", 0), "constructor");
        assertThatThrownBy(() -> new SkipCall(LOG, "append", "flush", -1)).hasMessageContaining("from 0");
    }

    private static void assertRefused(Mutation mutation, String message) {
        assertThatThrownBy(() -> instrumentation.mutate(mutation))
                .isInstanceOf(MutationException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(mutation.toString());
    }

    /** What one append issues. */
    private List<String> appended() {
        Tape tape = new Tape();
        device.record(tape);
        new Log(device).append(3);
        device.stopRecording();
        Trace trace = tape.trace();
        List<String> names = new ArrayList<>();
        for (int event = 0; event < trace.size(); event++) {
            String name = instrumentation.sites().site(trace.site(event)).name();
            names.add(name.substring(name.indexOf(':') + 1));
        }
        return names;
    }
}
