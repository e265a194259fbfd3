package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.framework.explore.PmemLog.Bug;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Platform;
import org.powercut.pmem.MediaErrors.Visibility;

/** What is explored, and that it does not depend on who explores it. */
class ExplorerTest {
    private final Explorer explorer = new Explorer();

    @ParameterizedTest
    @EnumSource(Bug.class)
    void resultsDoNotDependOnTheNumberOfThreads(Bug bug) {
        Recording recording = PmemLog.record(bug, 12);
        Exploration one = explore(recording, PmemLog.subject(), new Settings().maxFindings(2));
        for (int threads : new int[] {2, 4, 4}) {
            Exploration more = explorer.explore(
                    recording,
                    PmemLog::subject,
                    new Settings().maxFindings(2).threads(threads).get(),
                    states -> {});
            assertThat(more.coverage()).isEqualTo(one.coverage());
            assertThat(tokens(more)).isEqualTo(tokens(one));
        }
    }

    @Test
    void everyImageThatAPowerCutCanLeaveIsSeenOnce() {
        Recording recording = Recorder.record(device -> {
            device.putLong(0, 1);
            device.putLong(64, 1);
            device.putLong(72, 2);
        });
        AtomicInteger checks = new AtomicInteger();
        Set<List<Long>> images = ConcurrentHashMap.newKeySet();
        Exploration exploration = explore(
                recording,
                Recorder.checked((device, crash) -> {
                    checks.incrementAndGet();
                    images.add(List.of(device.getLong(0), device.getLong(64), device.getLong(72)));
                }),
                new Settings());
        assertThat(images)
                .containsExactlyInAnyOrder(
                        List.of(0L, 0L, 0L),
                        List.of(0L, 1L, 0L),
                        List.of(0L, 1L, 2L),
                        List.of(1L, 0L, 0L),
                        List.of(1L, 1L, 0L),
                        List.of(1L, 1L, 2L));
        // the sixth once more before all others, to see that the test passes without a power cut
        assertThat(checks).hasValue(7);
        assertThat(exploration.coverage()).isEqualTo(new Coverage(1, 6, BigInteger.valueOf(6), 0, true, "exhaustive"));
    }

    @Test
    void aStateIsKnownByItsMilestonesToo() {
        Recording recording = Recorder.record(device -> {
            device.putLong(0, 1);
            device.milestone("one");
            device.fence();
            device.milestone("two");
        });
        Set<List<Object>> seen = ConcurrentHashMap.newKeySet();
        Exploration exploration = explore(
                recording,
                Recorder.checked((device, crash) -> seen.add(List.of(crash.milestones(), device.getLong(0)))),
                new Settings());
        assertThat(seen).hasSize(6);
        assertThat(exploration.coverage().explored()).isEqualTo(6);
        // after the fence nothing is new until the second milestone
        assertThat(exploration.coverage().crashPoints()).isEqualTo(3);
    }

    @Test
    void platformAndCompilerOrderDecideWhatIsSeen() {
        Recording recording = Recorder.record(device -> {
            device.putLong(0, 1);
            device.putLong(8, 1);
        });
        assertThat(images(recording, new Settings())).hasSize(3);
        assertThat(images(recording, new Settings().compilerOrder(CompilerOrder.JAVA)))
                .hasSize(4);
        assertThat(images(recording, new Settings().platform(Platform.EADR))).hasSize(3);
    }

    @Test
    void tooManyStatesAreSampledAndTheCoverageSaysSo() {
        Recording recording = Recorder.record(device -> bulk(device, 2048));
        Exploration exploration =
                explore(recording, Recorder.checked(ExplorerTest::loadAll), new Settings().statesPerPoint(5000));
        Coverage coverage = exploration.coverage();
        assertThat(coverage.exhaustive()).isFalse();
        assertThat(coverage.distinguishable()).isEqualTo(BigInteger.TWO.pow(256));
        assertThat(coverage.means()).isEqualTo("2-way, all-but-one, only-one, 256 random");
        // all, none, the covering array, 32 lines and 256 atoms each lost and kept alone, random ones
        int[] parts = new int[256];
        Arrays.fill(parts, 2);
        long chosen = 2 + CoveringArray.of(2, parts).rows() + 64 + 512;
        assertThat(coverage.explored()).isBetween(chosen - 2, chosen + 256);
    }

    @Test
    void whatNobodyLoadsIsNotTold() {
        Recording recording = Recorder.record(device -> bulk(device, 2048));
        Exploration exploration = explore(
                recording, Recorder.checked((device, crash) -> device.getLong(64)), new Settings().statesPerPoint(2));
        assertThat(exploration.coverage()).isEqualTo(new Coverage(1, 2, BigInteger.TWO, 0, true, "exhaustive"));
    }

    private static void loadAll(TracedDevice device, CrashInfo crash) {
        byte[] all = new byte[2048];
        device.getBytes(0, MemorySegment.ofArray(all), 0, all.length);
    }

    @Test
    void sampledStatesComeFromTheSeed() {
        Recording recording = Recorder.record(device -> bulk(device, 1024));
        Set<List<Long>> images =
                images(recording, new Settings().statesPerPoint(64).seed(1));
        assertThat(images(recording, new Settings().statesPerPoint(64).seed(1).threads(3)))
                .isEqualTo(images);
        assertThat(images(recording, new Settings().statesPerPoint(64).seed(2))).isNotEqualTo(images);
    }

    @Test
    void aSampleHasTheExtremes() {
        Recording recording = Recorder.record(device -> bulk(device, 1024));
        Set<List<Long>> images =
                images(recording, new Settings().statesPerPoint(600).randomStates(0));
        long full = 0x0707_0707_0707_0707L;
        Long[] all = new Long[128];
        Arrays.fill(all, full);
        Long[] none = new Long[128];
        Arrays.fill(none, 0L);
        assertThat(images).contains(List.of(all), List.of(none));
        for (int i = 0; i < 128; i++) {
            Long[] allButOne = all.clone();
            allButOne[i] = 0L;
            Long[] onlyOne = none.clone();
            onlyOne[i] = full;
            assertThat(images).contains(List.of(allButOne), List.of(onlyOne));
        }
    }

    @Test
    void mediaErrorsOfTheWorkloadAreInTheCrashImages() {
        Recording recording = Recorder.record(device -> {
            device.putLong(512, 5);
            device.mediaErrors().poison(512, 1, Visibility.LATENT);
            device.milestone("poisoned");
        });
        Exploration exploration = explore(
                recording,
                Recorder.checked((device, crash) -> {
                    boolean poisoned = device.mediaErrors().isPoisoned(512, 8);
                    assertThat(poisoned || crash.milestones().isEmpty()).isTrue();
                    assertThat(device.mediaErrors().listed()).isEmpty();
                }),
                new Settings().search(Search.EVERY_IMAGE));
        assertThat(exploration.findings()).isEmpty();
        assertThat(exploration.coverage().explored()).isEqualTo(6);
    }

    @Test
    void theBudgetStopsAndIsReported() {
        Exploration exploration =
                explore(PmemLog.record(Bug.NONE, 5), PmemLog.subject(), new Settings().budget(Duration.ZERO));
        assertThat(exploration.coverage().exhaustive()).isFalse();
        assertThat(exploration.coverage().explored()).isZero();
        assertThat(exploration.coverage().means()).matches("stopped early at crash point [01] of \\d\\d: in order");
    }

    @Test
    void noMoreStatesAreExploredThanAsked() {
        Recording recording = PmemLog.record(Bug.NONE, 40);
        for (int threads = 1; threads <= 3; threads++) {
            Coverage coverage = explore(
                            recording,
                            PmemLog.subject(),
                            new Settings().maxStates(150).threads(threads))
                    .coverage();
            assertThat(coverage.explored()).isEqualTo(150);
            assertThat(coverage.exhaustive()).isFalse();
        }
        assertThat(explore(recording, PmemLog.subject(), new Settings().maxStates(241))
                        .coverage()
                        .exhaustive())
                .isTrue();
    }

    @Test
    void progressAddsUp() {
        AtomicLong told = new AtomicLong();
        Exploration exploration = explorer.explore(
                PmemLog.record(Bug.NONE, 20),
                PmemLog::subject,
                new Settings().threads(2).get(),
                told::addAndGet);
        assertThat(told).hasValue(exploration.coverage().explored());
    }

    @Test
    void eachWorkerHasItsOwnSubject() {
        AtomicInteger subjects = new AtomicInteger();
        explorer.explore(
                PmemLog.record(Bug.NONE, 1),
                () -> {
                    subjects.incrementAndGet();
                    return PmemLog.subject();
                },
                new Settings().threads(3).get(),
                states -> {});
        // one more for the run without a power cut
        assertThat(subjects).hasValue(4);
    }

    @Test
    void whatASubjectCannotBeMadeForIsThrown() {
        IllegalStateException failure = new IllegalStateException("no subject");
        assertThatThrownBy(() -> explorer.explore(
                        PmemLog.record(Bug.NONE, 1),
                        () -> {
                            throw failure;
                        },
                        new Settings().get(),
                        states -> {}))
                .isSameAs(failure);
    }

    @Test
    void aTestThatFailsWithoutAnyPowerCutIsToldSo() {
        Exploration exploration = explore(
                PmemLog.record(Bug.NONE, 3),
                Recorder.checked(
                        (device, crash) -> assertThat(device.getLong(0)).isEqualTo(99)),
                new Settings());
        assertThat(exploration.findings()).hasSize(1);
        Finding finding = exploration.findings().getFirst();
        assertThat(finding.message()).startsWith("fails without any power cut: ");
        assertThat(finding.lost()).isEmpty();
        assertThat(finding.crashPoint()).isEqualTo(finding.evidence().trace().size());
        assertThat(exploration.coverage().exhaustive()).isFalse();
    }

    private Exploration explore(Recording recording, Subject subject, Settings settings) {
        return explorer.explore(recording, () -> subject, settings.get(), states -> {});
    }

    private Set<List<Long>> images(Recording recording, Settings settings) {
        Set<List<Long>> images = ConcurrentHashMap.newKeySet();
        explore(recording, Recorder.checked((device, crash) -> images.add(words(device, 128))), settings);
        return images;
    }

    private static List<Long> words(TracedDevice device, int count) {
        Long[] words = new Long[count];
        Arrays.setAll(words, i -> device.getLong(8L * i));
        return List.of(words);
    }

    private static void bulk(TracedDevice device, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        device.putBytes(0, MemorySegment.ofArray(bytes), 0, length);
    }

    private static List<ReplayToken> tokens(Exploration exploration) {
        return exploration.findings().stream().map(Finding::token).toList();
    }
}
