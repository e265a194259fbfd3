package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.PmemLog.Bug;
import org.powercut.framework.explore.RepairSearch.Reach;
import org.powercut.framework.fault.AddFence;
import org.powercut.framework.fault.AddFlush;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.Platform;

/** What a finding lacks is found by trying; where nothing helps, the search says so; and what it says is true. */
class RepairSearchTest {
    private static final int APPENDS = 3;

    @Test
    void theMissingFlushIsFound() {
        assertThat(changes(repair(Bug.NO_RECORD_FLUSH))).containsExactly("FLUSH_AFTER s1");
        assertThat(changes(repair(Bug.NO_COUNT_FLUSH))).containsExactly("FLUSH_AFTER s2");
    }

    @Test
    void theMissingFenceIsFound() {
        assertThat(changes(repair(Bug.NO_RECORD_FENCE)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("FENCE_");
    }

    @Test
    void whereNothingWasLostNothingIsTried() {
        assertThat(repair(Bug.COUNT_FIRST)).isEqualTo(new Repair.NoneHelps(0));
    }

    @Test
    void whereTwoStoresWouldHaveToBeOneTheStrongestRepairDoesNotHelp() {
        assertThat(repair(Bug.IN_PLACE)).isEqualTo(new Repair.NoneHelps(1));
    }

    /** Against the whole test, from its first event on and without any bound. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void whatTheSearchSaysIsTrue(Bug bug) {
        Finding finding = finding(bug);
        switch (search(bug, finding)) {
            case Repair.Verified verified -> {
                List<Fault> all = verified.changes().stream().map(Change::fault).toList();
                assertThat(failures(bug, all)).doesNotContain(finding.failureClass());
                for (Fault needed : all) {
                    List<Fault> fewer =
                            all.stream().filter(each -> each != needed).toList();
                    assertThat(failures(bug, fewer)).contains(finding.failureClass());
                }
            }
            case Repair.NoneHelps none ->
                assertThat(failures(bug, List.of(new AddFlush(Aim.anywhere()), AddFence.after(Aim.anywhere()))))
                        .contains(finding.failureClass());
            case Repair other -> throw new AssertionError(other.toString());
        }
    }

    @Test
    void aFlushThatComesTooLateIsSaidToBeMoved() {
        // record, count, flush of both, fence: the count may persist alone
        Repair.Verified repair = verified(new RepairSearch(Hasty.finding(), Hasty::explore).search());
        assertThat(changes(repair)).containsExactly("FLUSH_AFTER s1", "FENCE_BEFORE s2");
        assertThat(repair.moved())
                .hasValueSatisfying(site -> assertThat(site.number()).isEqualTo(3));
    }

    @Test
    void codeThatIsNotInstrumentedHasNoPlaceForARepair() {
        Recording recording = Recorder.record(device -> {
            device.putLong(0, 1);
            device.milestone("stored");
        });
        RepairSearch.Bench bench = (added, reach) -> explore(
                record(
                        device -> {
                            device.putLong(0, 1);
                            device.milestone("stored");
                        },
                        added),
                Recorder.checked((device, crash) -> {
                    if (!crash.milestones().isEmpty() && device.getLong(0) == 0) {
                        throw new BrokenPromise(FailureClass.LOST_ACKNOWLEDGED_DATA, "lost");
                    }
                }),
                Scope.all());
        Finding finding = bench.explore(List.of(), Reach.WHOLE).findings().getFirst();
        assertThat(finding.crashPoint()).isLessThanOrEqualTo(recording.trace().size());
        assertThat(new RepairSearch(finding, bench).search()).isEqualTo(new Repair.NotFound(1));
    }

    /** A log that stores record and count, and only then flushes both. */
    private static final class Hasty {
        static void append(TracedDevice device) {
            device.putLong(64, 5, 1);
            device.putLong(0, 1, 2);
            device.flush(64, 8, 3);
            device.flush(0, 8, 4);
            device.fence(5);
        }

        static void check(TracedDevice device, CrashInfo crash) {
            if (device.getLong(0) == 1 && device.getLong(64) != 5) {
                throw new BrokenPromise(FailureClass.STALE_DATA, "a record that was not stored");
            }
        }

        static Exploration explore(List<Fault> added, Reach reach) {
            return RepairSearchTest.explore(record(Hasty::append, added), Recorder.checked(Hasty::check), Scope.all());
        }

        static Finding finding() {
            return explore(List.of(), Reach.WHOLE).findings().getFirst();
        }
    }

    private static Repair repair(Bug bug) {
        return search(bug, finding(bug));
    }

    private static Repair search(Bug bug, Finding finding) {
        return new RepairSearch(finding, (added, reach) -> {
                    Recording recording = PmemLog.record(bug, APPENDS, armed(added));
                    Scope rest = Scope.from(
                            finding.failureClass(),
                            finding.evidence().trace(),
                            finding.crashPoint(),
                            Platform.ADR,
                            recording.trace());
                    return explore(
                            recording,
                            PmemLog.subject(),
                            switch (reach) {
                                case NEAR -> rest.near(recording.trace());
                                case REST -> rest;
                                case WHOLE -> Scope.all();
                            });
                })
                .search();
    }

    private static Finding finding(Bug bug) {
        return explore(PmemLog.record(bug, APPENDS), PmemLog.subject(), Scope.all())
                .findings()
                .getFirst();
    }

    private static List<FailureClass> failures(Bug bug, List<Fault> added) {
        Exploration exploration = new Explorer()
                .explore(
                        PmemLog.record(bug, APPENDS, armed(added)),
                        PmemLog::subject,
                        new Settings().maxFindings(100).get(),
                        states -> {});
        assertThat(exploration.coverage().exhaustive()).isTrue();
        return exploration.findings().stream().map(Finding::failureClass).toList();
    }

    private static Exploration explore(Recording recording, Subject subject, Scope scope) {
        return new Explorer()
                .explore(recording, () -> subject, new Settings().maxFindings(1).get(), scope, states -> {});
    }

    private static Recording record(Consumer<TracedDevice> workload, List<Fault> added) {
        return Recorder.record(armed(added), workload);
    }

    private static Consumer<TracedDevice> armed(List<Fault> added) {
        return device -> {
            var faults = new FaultPlan("added", added).arm(Recorder.sites(), MediaMap::unnamed, 0);
            faults.enter(Phase.WORKLOAD);
            device.arm(faults);
        };
    }

    private static List<String> changes(Repair repair) {
        return verified(repair).changes().stream()
                .map(change -> change.what() + " " + change.site().method())
                .toList();
    }

    private static Repair.Verified verified(Repair repair) {
        assertThat(repair).isInstanceOf(Repair.Verified.class);
        return (Repair.Verified) repair;
    }
}
