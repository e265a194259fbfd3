package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.framework.explore.Evidence.Fate;
import org.powercut.framework.explore.PmemLog.Bug;
import org.powercut.framework.explore.Recorder.Check;
import org.powercut.framework.explore.Recorder.Recovery;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaRange;

/** How failures are told apart, minimised, explained and replayed; runaways too. */
class FailuresTest {
    /** One store that can be lost: word 0 is 1, or 0 if it was. */
    private static final Recording ONE_STORE = Recorder.record(device -> device.putLong(0, 1, 1));

    private final Explorer explorer = new Explorer();

    static Stream<Arguments> failures() {
        MediaErrorException media = new MediaErrorException(new MediaRange(0, 512));
        return Stream.of(
                Arguments.of(new AssertionError("x"), FailureClass.BROKEN_PROMISE),
                Arguments.of(new BrokenPromise(FailureClass.STALE_DATA, "x"), FailureClass.STALE_DATA),
                Arguments.of(media, FailureClass.MEDIA_ERROR_MISREPORTED),
                Arguments.of(
                        new FileMediaErrorException(new FileMediaError(1, "/a", 0, 512), media),
                        FailureClass.MEDIA_ERROR_MISREPORTED),
                Arguments.of(
                        new CorruptFileSystemException("inode", "size", 8, "x"), FailureClass.METADATA_INCONSISTENCY),
                Arguments.of(new IndexOutOfBoundsException("x"), FailureClass.BROKEN_PROMISE),
                Arguments.of(new NullPointerException("x"), FailureClass.BROKEN_PROMISE),
                Arguments.of(new StackOverflowError(), FailureClass.RUNAWAY),
                Arguments.of(new OutOfMemoryError("x"), FailureClass.RUNAWAY),
                Arguments.of(new RuntimeException(new StackOverflowError()), FailureClass.RUNAWAY));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void checksFailByClass(Throwable thrown, FailureClass expected) {
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("org.example.Test", "check", "T.java", 1)});
        Finding finding = only(ONE_STORE, Recorder.checked(ifLost(() -> thrown)));
        assertThat(finding.failureClass()).isEqualTo(expected);
        assertThat(finding.failure()).isSameAs(thrown);
        assertThat(finding.lost()).hasSize(1);
    }

    @Test
    void whatRecoveryThrowsMakesItUnmountable() {
        Subject subject = Recorder.subject(recoverIfLost(() -> new IllegalArgumentException("no magic")), (d, c) -> {});
        Finding finding = only(ONE_STORE, subject);
        assertThat(finding.failureClass()).isEqualTo(FailureClass.UNMOUNTABLE);
        assertThat(finding.message()).isEqualTo("IllegalArgumentException: no magic");
    }

    @Test
    void lostTextIsShownInTheMessage() {
        Finding finding = only(ONE_STORE, Recorder.checked(ifLost(() -> new AssertionError("was <ab\0\0>,\n\ttorn"))));
        assertThat(finding.message()).isEqualTo("was <ab\\x00\\x00>,\n\ttorn");
    }

    @Test
    void aSlipOfTheFrameworkIsNoVerdict() {
        Finding finding = only(ONE_STORE, Recorder.checked((device, crash) -> {
            if (device.getLong(0) == 0) {
                device.patchBytes(0, null, 0, 8);
            }
        }));
        assertThat(finding.failure()).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aTestThatIsNotDeterministicIsCalledSo() {
        AtomicInteger checks = new AtomicInteger();
        Finding finding = only(ONE_STORE, Recorder.checked((device, crash) -> {
            if (device.getLong(0) == 0 && checks.getAndIncrement() == 0) {
                throw new AssertionError("only once");
            }
        }));
        assertThat(finding.failureClass()).isEqualTo(FailureClass.FRAMEWORK_ERROR);
        assertThat(finding.message()).contains("passed when it was run again").contains("only once");
    }

    // runaways

    @Test
    void endlessLoadsHitTheInstructionLimit() {
        Finding finding = only(ONE_STORE, Recorder.checked((device, crash) -> {
            while (device.getLong(0) == 0) {
                device.fence();
            }
        }));
        assertThat(finding.failureClass()).isEqualTo(FailureClass.RUNAWAY);
        assertThat(finding.message()).contains("100000 instructions");
        assertThat(replay(ONE_STORE, finding, Recorder.checked((device, crash) -> {
                            while (device.getLong(0) == 0) {
                                device.fence();
                            }
                        }))
                        .finding())
                .isPresent();
    }

    @Test
    void catchingTheInstructionLimitDoesNotHelp() {
        Finding finding = only(ONE_STORE, Recorder.checked((device, crash) -> {
            try {
                while (device.getLong(0) == 0) {
                    device.fence();
                }
            } catch (Throwable t) {
                // a program that swallows everything
            }
        }));
        assertThat(finding.failureClass()).isEqualTo(FailureClass.RUNAWAY);
        assertThat(finding.message()).contains("100000 instructions");
    }

    @Test
    void endlessRecursionIsARunaway() {
        Finding finding = only(ONE_STORE, Recorder.subject(FailuresTest::recurse, (device, crash) -> {}));
        assertThat(finding.failureClass()).isEqualTo(FailureClass.RUNAWAY);
    }

    private static void recurse(TracedDevice device) {
        if (device.getLong(0) == 0) {
            recurse(device);
        }
    }

    @Test
    void theWatchdogInterruptsWhatIssuesNoInstruction() {
        Subject subject = Recorder.checked((device, crash) -> {
            if (device.getLong(0) == 0) {
                new CountDownLatch(1).await();
            }
        });
        Exploration exploration = new Explorer(Duration.ofMillis(200))
                .explore(ONE_STORE, () -> subject, new Settings().get(), states -> {});
        assertThat(exploration.findings()).hasSize(1);
        Finding finding = exploration.findings().getFirst();
        assertThat(finding.failureClass()).isEqualTo(FailureClass.RUNAWAY);
        assertThat(finding.failure()).isInstanceOf(InterruptedException.class);
        assertThat(finding.lost()).hasSize(1);
    }

    @Test
    void aWorkerThatCannotBeInterruptedIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        Subject subject = Recorder.checked((device, crash) -> {
            while (device.getLong(0) == 0 && end.getCount() > 0) {
                waitStubbornly(end);
            }
        });
        try {
            Exploration exploration = new Explorer(Duration.ofMillis(200))
                    .explore(ONE_STORE, () -> subject, new Settings().get(), states -> {});
            assertThat(exploration.findings()).hasSize(1);
            Finding finding = exploration.findings().getFirst();
            assertThat(finding.failureClass()).isEqualTo(FailureClass.RUNAWAY);
            assertThat(finding.message()).contains("could not be interrupted");
            assertThat(finding.lost()).hasSize(1);
            assertThat(exploration.coverage().exhaustive()).isFalse();
        } finally {
            end.countDown();
        }
    }

    private static void waitStubbornly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            // a stubborn program under test goes on
        }
    }

    // nested

    /** Doubles word 1 if word 0 asks for it, in an order that a second power cut breaks. */
    private static final Subject DOUBLING = Recorder.subject(
            device -> {
                if (device.getLong(0) == 1) {
                    device.putLong(64, device.getLong(64) * 2, 5);
                    device.flush(64, 8, 6);
                    device.fence(6);
                    device.putLong(0, 2, 7);
                    device.flush(0, 8, 8);
                    device.fence(8);
                }
            },
            (device, crash) -> {
                long value = device.getLong(64);
                assertThat(value).isEqualTo(device.getLong(0) == 0 ? 21 : 42);
            });

    private static final Recording DOUBLE = Recorder.record(
            device -> {
                device.putLong(64, 21);
                device.flush(64, 8);
                device.fence();
            },
            device -> device.putLong(0, 1, 1));

    @Test
    void aCutDuringRecoveryFindsThatItIsNotIdempotent() {
        Exploration exploration = explorer.explore(DOUBLE, () -> DOUBLING, new Settings().get(), states -> {});
        assertThat(exploration.findings()).hasSize(1);
        Finding finding = exploration.findings().getFirst();
        assertThat(finding.token().cuts()).hasSize(2);
        assertThat(finding.crash().nested()).isEqualTo(1);
        assertThat(finding.message()).contains("84");
        // the smallest: everything persisted but the word that says that it is done, or was not stored yet
        assertThat(finding.lost()).isEmpty();
        assertThat(finding.evidence().timeline())
                .anySatisfy(row -> assertThat(row.event())
                        .isGreaterThanOrEqualTo(DOUBLE.trace().size()));

        ReplayResult again = replay(DOUBLE, finding, DOUBLING);
        assertThat(again.finding()).hasValueSatisfying(found -> {
            assertThat(found.message()).isEqualTo(finding.message());
            assertThat(found.evidence().timeline()).isEqualTo(finding.evidence().timeline());
        });
    }

    @Test
    void nestedResultsDoNotDependOnTheNumberOfThreads() {
        Recording recording = Recorder.record(device -> {
            for (int i = 0; i < 60; i++) {
                device.putLong(256 + 64L * (i % 7), i + 1, 1 + i % 7);
                if (i % 5 == 0) {
                    device.flush(256, 256);
                    device.fence();
                    device.milestone("m" + i);
                }
            }
        });
        // recovery moves a word away in two steps, and is right only if both or none are there
        Subject subject = Recorder.subject(
                device -> {
                    long value = device.getLong(256);
                    device.putLong(0, device.getLong(0) + value, 8);
                    device.putLong(64, value, 9);
                    device.flush(0, 128, 10);
                    device.fence(10);
                },
                (device, crash) -> {
                    if (device.getLong(0) > device.getLong(64) && device.getLong(256 + 64) % 3 == 2) {
                        throw new AssertionError("moved twice, with " + device.getLong(256 + 64));
                    }
                });
        Exploration one = explorer.explore(
                recording, () -> subject, new Settings().maxFindings(2).get(), states -> {});
        assertThat(one.findings()).isNotEmpty();
        for (int threads : new int[] {2, 4, 4}) {
            Exploration more = explorer.explore(
                    recording,
                    () -> subject,
                    new Settings().maxFindings(2).threads(threads).get(),
                    states -> {});
            assertThat(more.coverage()).isEqualTo(one.coverage());
            assertThat(more.findings().stream().map(Finding::token).toList())
                    .isEqualTo(one.findings().stream().map(Finding::token).toList());
        }
    }

    @Test
    void withoutNestedCutsItIsNotFound() {
        Exploration exploration = explorer.explore(
                DOUBLE, () -> DOUBLING, new Settings().nestedDepth(0).get(), states -> {});
        assertThat(exploration.findings()).isEmpty();
        assertThat(exploration.coverage().explored()).isEqualTo(2);
    }

    @Test
    void recoverysStatesAreCounted() {
        Subject idempotent = Recorder.subject(
                device -> {
                    device.putLong(128, 7);
                    device.flush(128, 8);
                    device.fence();
                },
                (device, crash) -> device.getLong(0));
        Coverage coverage = explorer.explore(
                        DOUBLE, () -> idempotent, new Settings().nestedDepth(1).get(), states -> {})
                .coverage();
        // 2 states, which the check tells apart and recovery does not: so there is one recovery, with one point before
        // its fence, where nothing of its own is ever loaded, and the same 2 states; the end has none that is not there
        // too
        assertThat(coverage.explored()).isEqualTo(2 + 2);
        assertThat(coverage.crashPoints()).isEqualTo(1 + 1);
        assertThat(coverage.exhaustive()).isTrue();
    }

    @Test
    void recoveriesOfFailingStatesAreCut() {
        Subject subject = Recorder.subject(device -> device.putLong(64, 1, 2), (device, crash) -> {
            if (device.getLong(0) == 0) {
                throw new BrokenPromise(
                        crash.nested() == 0 ? FailureClass.LOST_ACKNOWLEDGED_DATA : FailureClass.METADATA_INCONSISTENCY,
                        "lost");
            }
        });
        Exploration exploration = new Explorer()
                .explore(
                        Recorder.record(device -> device.putLong(0, 1, 1)),
                        () -> subject,
                        new Settings().nestedDepth(1).get(),
                        states -> {});
        assertThat(exploration.findings())
                .extracting(Finding::failureClass)
                .containsExactlyInAnyOrder(FailureClass.LOST_ACKNOWLEDGED_DATA, FailureClass.METADATA_INCONSISTENCY);
    }

    // minimal findings and their evidence

    @Test
    void findingsAreMinimal() {
        Recording recording = Recorder.record(device -> {
            for (int line = 0; line < 40; line++) {
                device.putLong(64L * line, 1, 1 + line % 8);
            }
        });
        // fails if lines 3 and 30 were lost and line 17 was not
        Subject subject = Recorder.checked((device, crash) -> {
            if (device.getLong(64 * 3) == 0 && device.getLong(64 * 30) == 0 && device.getLong(64 * 17) == 1) {
                throw new AssertionError("broken");
            }
        });
        Finding finding = only(recording, subject);
        assertThat(finding.lost().stream().map(LostStore::address)).containsExactly(64L * 3, 64L * 30);
        assertThat(finding.signature()).isEqualTo("BROKEN_PROMISE|Program.s4:store#0|Program.s7:store#0");
        assertThat(finding.evidence().changes()).hasSize(2);
        assertThat(finding.evidence().lines()).hasSize(40);
    }

    @Test
    void theTimelineTellsWhatBecameOfEachStore() {
        Recording recording = Recorder.record(device -> {
            device.operationBegin("write");
            device.putLong(0, 1, 1);
            device.flush(0, 8, 2);
            device.fence(3);
            device.putLong(0, 2, 4);
            device.putLong(8, 3, 5);
            device.operationEnd();
        });
        Finding finding = only(recording, Recorder.checked((device, crash) -> {
            if (device.getLong(0) == 2
                    && device.getLong(8) == 0
                    && crash.operation().isEmpty()) {
                throw new AssertionError("broken");
            }
        }));
        assertThat(finding.evidence().timeline().stream().map(row -> row.event() + " " + row.what() + " " + row.fate()))
                .containsExactly(
                        "0 begin write NONE",
                        "1 store 8 bytes 0x1 " + Fate.GUARANTEED,
                        "2 clwb 8 bytes NONE",
                        "3 fence NONE",
                        "4 store 8 bytes 0x2 " + Fate.PERSISTED,
                        "5 store 8 bytes 0x3 " + Fate.LOST,
                        "6 end write NONE");
        Evidence.LineState line = finding.evidence().lines().getFirst();
        assertThat(line.guaranteed()).startsWith("01000000000000000000000000000000");
        assertThat(line.visible()).startsWith("02000000000000000300000000000000");
        assertThat(line.media()).startsWith("02000000000000000000000000000000");
        assertThat(line.stores()).containsExactly(4, 5);
        assertThat(finding.evidence().changes())
                .containsExactly(new Evidence.ImageChange(8, "byte 0x8", "0300000000000000", "0000000000000000"));
    }

    @Test
    void tokensOfAnotherTestOrTraceAreRefused() {
        Finding finding = explorer.explore(
                        PmemLog.record(Bug.NO_COUNT_FLUSH, 3), PmemLog::subject, new Settings().get(), states -> {})
                .findings()
                .getFirst();
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> replay(ONE_STORE, finding, PmemLog.subject()))
                .withMessageContaining("run the test again");
        ReplayToken other = new ReplayToken(42, ReplayToken.hash("other"), 0, List.of(new Cut(0, List.of())));
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> explorer.replay(ONE_STORE, PmemLog.subject(), new Settings().get(), other))
                .withMessageContaining("another test");
        ReplayToken impossible = new ReplayToken(42, ReplayToken.hash("test"), 0, List.of(new Cut(1, List.of(3))));
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> explorer.replay(ONE_STORE, PmemLog.subject(), new Settings().get(), impossible))
                .withMessageContaining("no power cut can take just that");
    }

    private Finding only(Recording recording, Subject subject) {
        Exploration exploration = explorer.explore(recording, () -> subject, new Settings().get(), states -> {});
        assertThat(exploration.findings()).hasSize(1);
        return exploration.findings().getFirst();
    }

    private ReplayResult replay(Recording recording, Finding finding, Subject subject) {
        return explorer.replay(
                recording,
                subject,
                new Settings().get(),
                ReplayToken.parse(finding.token().toString()));
    }

    private static Check ifLost(Supplier<Throwable> failure) {
        return (device, crash) -> {
            if (device.getLong(0) == 0) {
                throw failure.get();
            }
        };
    }

    private static Recovery recoverIfLost(Supplier<Throwable> failure) {
        return device -> {
            if (device.getLong(0) == 0) {
                throw failure.get();
            }
        };
    }

    @Test
    void aSingleEventIsShownAndLinesAreNamedByTheWordsThatChanged() {
        Recording recording = Recorder.record(device -> {
            device.putLong(8, 1, 1);
            device.putLong(256, 2, 2); // of another line, and too long before the cut: alone it is shown all the same
            device.putLong(16, 3, 3);
            for (int i = 0; i < 12; i++) {
                device.putLong(512 + 64 * i, 4, 4);
            }
        });
        Finding finding = only(recording, Recorder.checked((device, crash) -> {
            if (device.getLong(1216) == 4 && device.getLong(8) == 0) {
                throw new AssertionError("broken");
            }
        }));
        assertThat(finding.evidence().timeline()).extracting(row -> row.event()).contains(0, 1, 2);
        assertThat(finding.evidence().lines())
                .filteredOn(line -> line.address() == 0)
                .singleElement()
                .satisfies(
                        line -> assertThat(line.field()).contains("0x8", "0x10").doesNotContain("0x0,"));
    }
}
