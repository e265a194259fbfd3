package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.framework.explore.Recorder.Recovery;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.inject.UnseenBytes;

@DisplayName("A run is not believed")
class RunGuardTest {
    private static final Recording TWO_STORES = Recorder.record(device -> {
        device.putLong(0, 1, 1);
        device.putLong(64, 1, 2);
    });

    static Stream<Arguments> whims() {
        return Stream.of(
                whim("another word", (device, run) -> device.getLong(run % 2 * 64L)),
                whim("fewer words", (device, run) -> {
                    if (run < 2) {
                        device.getLong(0);
                    }
                }),
                whim("more of a word", (device, run) -> {
                    if (run % 2 == 0) {
                        device.getByte(0);
                    } else {
                        device.getLong(0);
                    }
                }),
                whim("a word after storing to another", (device, run) -> {
                    if (run % 2 == 0) {
                        device.putLong(64, 5);
                    }
                    device.getLong(0);
                }),
                whim("an answer in place of the word", (device, run) -> {
                    if (run % 2 == 0) {
                        sum(device);
                    } else {
                        device.getLong(0);
                    }
                }));
    }

    private static Arguments whim(String name, Whim whim) {
        return Arguments.of(name, whim);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whims")
    @DisplayName("if it loads something else than those before it that have seen the same:")
    void divergence(String name, Whim whim) {
        AtomicInteger runs = new AtomicInteger();
        Exploration exploration =
                explore(Recorder.checked((device, crash) -> whim.look(device, runs.getAndIncrement())));
        assertThat(exploration.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.failureClass()).isEqualTo(FailureClass.FRAMEWORK_ERROR);
            assertThat(finding.message()).contains("did not load the same").contains("other than the media");
        });
    }

    @Test
    @DisplayName("in recovery either, and how it ended is told")
    void divergenceOfRecovery() {
        AtomicInteger runs = new AtomicInteger();
        Exploration exploration = explore(Recorder.subject(
                device -> {
                    int run = runs.getAndIncrement();
                    device.getLong(run % 2 * 64L);
                    if (run > 1) {
                        throw new IllegalStateException("no magic");
                    }
                },
                (device, crash) -> {}));
        assertThat(exploration.findings())
                .extracting(Finding::message)
                .anySatisfy(message -> assertThat(message).contains("did not load the same", "no magic"));
    }

    static Stream<Arguments> ends() {
        return Stream.of(Arguments.of("stack", (Runnable) () -> recurse(0)), Arguments.of("heap", (Runnable) () -> {
            throw new OutOfMemoryError("no more");
        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    @DisplayName(
            "if this ended while a question was decided: it is a runaway, of the state of which the question has no end:")
    void endsInAQuestion(String name, Runnable end) {
        for (Recovery question : questions(end)) {
            Exploration exploration = explore(Recorder.subject(question, (device, crash) -> {}));
            assertThat(exploration.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.failureClass()).isEqualTo(FailureClass.RUNAWAY);
                assertThat(finding.lost()).extracting(LostStore::address).containsExactly(0L);
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    @DisplayName("even if recovery catches that and goes on:")
    void caughtByRecovery(String name, Runnable end) {
        Exploration exploration = explore(Recorder.subject(
                device -> {
                    try {
                        digest(device, end);
                    } catch (VirtualMachineError e) {
                        // a program that goes on as if nothing had been
                    }
                },
                (device, crash) -> {}));
        assertThat(exploration.findings()).extracting(Finding::failureClass).containsExactly(FailureClass.RUNAWAY);
    }

    /** Ways to ask of word 0, which end badly if it was lost. */
    private static Recovery[] questions(Runnable end) {
        return new Recovery[] {
            device -> digest(device, end),
            device -> {
                UnseenBytes bytes = UnseenBytes.copy(device, 8, target -> device.getBytes(0, target, 0, 8));
                bytes.firstFailing((position, word) -> {
                    if (word == 0) {
                        end.run();
                    }
                    return true;
                });
            }
        };
    }

    private static void digest(TracedDevice device, Runnable end) {
        device.digest(0, MemorySegment.ofArray(new byte[8]), bytes -> {
            if (bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0) == 0) {
                end.run();
            }
            return 0;
        });
    }

    private static int recurse(int depth) {
        return depth < 0 ? depth : 1 + recurse(depth + 1);
    }

    private static long sum(TracedDevice device) {
        return device.digest(
                0, MemorySegment.ofArray(new byte[8]), bytes -> bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
    }

    private static Exploration explore(Subject subject) {
        return new Explorer().explore(TWO_STORES, () -> subject, new Settings().get(), states -> {});
    }

    @FunctionalInterface
    interface Whim {
        /** @param run how often it was called before */
        void look(TracedDevice device, int run);
    }
}
