package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;
import static org.junit.platform.testkit.engine.EventConditions.displayName;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;
import org.powercut.samples.log.Logs;
import org.powercut.samples.shape.Behaviours;
import org.powercut.samples.shape.Shapes;
import org.powercut.samples.toyfs.ToyRename;

class ExecutionTest {
    private final RecordedCalls heard = new RecordedCalls();

    @Test
    void aRightLogPasses() {
        EngineExecutionResults results = run(Logs.RIGHT);
        results.testEvents().assertStatistics(stats -> stats.started(1).succeeded(1));
        assertThat(heard.calls).containsExactly("started " + id(Logs.RIGHT), "explored " + id(Logs.RIGHT));
        assertThat(heard.explorations.get(id(Logs.RIGHT)).coverage().exhaustive())
                .isTrue();
        assertThat(heard.states.get())
                .isEqualTo(heard.explorations.get(id(Logs.RIGHT)).coverage().explored())
                .isPositive();
        assertThat(entries(results))
                .containsEntry("findings", "0")
                .containsEntry("means", "exhaustive")
                .containsKeys("crash points", "states explored", "states distinguishable", "duplicates");
    }

    @Test
    void aMissingFlushIsFoundAndNamed() {
        run(Logs.UNFLUSHED);
        assertThat(heard.findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.failureClass()).isEqualTo(FailureClass.TORN_WRITE);
            assertThat(finding.lost()).hasSize(1);
            assertThat(finding.lost().getFirst().site().name()).isEqualTo("UnflushedLog.append:putLong#0");
        });
        assertThat(messages(run(Logs.UNFLUSHED)).getFirst())
                .contains("UnflushedLog.java:")
                .contains("is not flushed in the whole run");
    }

    @Test
    void aMissingFenceIsFoundAndNamed() {
        run(Logs.UNFENCED);
        assertThat(heard.findings).extracting(Finding::failureClass).containsOnly(FailureClass.LOST_ACKNOWLEDGED_DATA);
        assertThat(heard.findings.getFirst().lost())
                .extracting(lost -> lost.site().name())
                .containsExactly("UnfencedLog.append:putLong#1");
    }

    @Test
    void aCommitThatOvertakesItsDataIsFoundAndNamed() {
        List<String> messages = messages(run(Logs.HASTY));
        assertThat(messages.getFirst())
                .startsWith("[torn write]")
                .contains("came later and reached the media all the same");
    }

    @Test
    void eachFailingInterleavingIsATestBelowItsTest() {
        EngineExecutionResults results = run(Logs.UNFLUSHED);
        int findings = heard.findings.size();
        results.testEvents()
                .assertStatistics(stats -> stats.dynamicallyRegistered(findings)
                        .started(1 + findings)
                        .failed(1 + findings));
        results.testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                displayName("interleaving 1: torn write, lost UnflushedLog.append:putLong#0"),
                                finishedWithFailure(instanceOf(CrashTestFailure.class))));
        assertThat(heard.calls.getFirst()).isEqualTo("started " + id(Logs.UNFLUSHED));
        assertThat(heard.calls.get(1)).isEqualTo("finding " + id(Logs.UNFLUSHED) + " /[interleaving:1]");
        assertThat(heard.calls.getLast()).isEqualTo("explored " + id(Logs.UNFLUSHED));
        List<String> messages = messages(results);
        assertThat(messages.getFirst())
                .contains("-Dpowercut.replay=" + heard.findings.getFirst().token());
        assertThat(messages.getLast())
                .contains("failing interleaving")
                .contains("replay: " + heard.findings.getFirst().token());
    }

    @Test
    void aTokenReplaysOneInterleavingTheSameEachTime() {
        run(Logs.HASTY);
        String token = heard.findings.getFirst().token().toString();
        List<String> first = messages(replay(token, selectClass(Logs.HASTY), selectClass(Logs.RIGHT)));
        List<String> second = messages(replay(token, selectClass(Logs.HASTY), selectClass(Logs.RIGHT)));
        assertThat(first).hasSize(2).isEqualTo(second);
        assertThat(first.getFirst()).isEqualTo(messages(run(Logs.HASTY)).getFirst());
    }

    @Test
    void aTokenOfAnotherBuildIsRefused() {
        run(Logs.HASTY);
        var token = heard.findings.getFirst().token();
        var foreign = new org.powercut.framework.explore.ReplayToken(
                token.build() + 1, token.test(), token.seed(), token.cuts());
        EngineExecutionResults results = replay(foreign.toString(), selectClass(Logs.HASTY));
        assertThat(messages(results)).singleElement().asString().contains("the token is of build");
    }

    @Test
    void aFailedInterleavingCanBeSelectedByItsId() {
        EngineExecutionResults results = run(Logs.HASTY);
        String id = results.testEvents().dynamicallyRegistered().stream()
                .map(dynamic -> dynamic.getTestDescriptor().getUniqueId().toString())
                .findFirst()
                .orElseThrow();
        EngineTestKit.engine("powercut")
                .selectors(selectUniqueId(id))
                .execute()
                .testEvents()
                .assertThatEvents()
                .anyMatch(event ->
                        event.getTestDescriptor().getUniqueId().toString().equals(id)
                                && event.getType() == org.junit.platform.testkit.engine.EventType.FINISHED);
    }

    @Test
    void disabledClassesAndWorkloadsAreSkippedWithTheirReason() {
        EngineExecutionResults results = run(Shapes.DisabledClass.class);
        results.containerEvents().assertThatEvents().haveExactly(1, event(skippedWithReason("the class is not ready")));
        assertThat(heard.calls)
                .containsExactly("skipped " + id(Shapes.DisabledClass.class) + ": the class is not ready");
        run(Shapes.DisabledWorkload.class)
                .allEvents()
                .assertThatEvents()
                .haveExactly(1, event(skippedWithReason("the workload is not ready")));
        assertThat(heard.calls).contains("explored " + id(Shapes.DisabledWorkload.class));
    }

    @Test
    void nestedClassesRun() {
        run(Shapes.Outer.class)
                .testEvents()
                .assertStatistics(stats -> stats.started(4).succeeded(4));
        assertThat(heard.tests).allSatisfy(test -> assertThat(test.guarantees()).containsExactly("G7"));
    }

    @Test
    void fileSystemsAreTestedSideBySide() {
        run(ToyRename.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
        assertThat(heard.findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.failureClass()).isEqualTo(FailureClass.LOST_ACKNOWLEDGED_DATA);
            assertThat(finding.lost().getFirst().field()).isEqualTo("slot[1].name");
            assertThat(finding.crash().milestones()).containsExactly("renamed");
        });
        assertThat(heard.tests).extracting(CrashTestInfo::fileSystem).containsExactly("hasty-toy-fs", "toy-fs");
        run("powercut.file-system", "toy-fs", selectClass(ToyRename.class))
                .testEvents()
                .assertStatistics(stats -> stats.started(1).succeeded(1));
    }

    @Test
    void aFileSystemIsMountedWithTheContractThatIsChosen() {
        run("powercut.file-system", "toy-fs:strong,hasty-toy-fs", selectClass(ToyRename.class));
        assertThat(heard.tests)
                .extracting(CrashTestInfo::fileSystem)
                .containsExactlyInAnyOrder("hasty-toy-fs", "toy-fs:strong");
        assertThat(heard.findings).isNotEmpty();
    }

    @Test
    void operationsOfTheFileSystemNameThemselves() {
        run(Behaviours.CutDuringCreate.class);
        assertThat(messages(run(Behaviours.CutDuringCreate.class)).getFirst()).contains("during create(/new)");
    }

    @Test
    void fsckIsPartOfTheVerdict() {
        run("powercut.file-system", "toy-fs", selectClass(Behaviours.Smash.class));
        assertThat(heard.findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.failureClass()).isEqualTo(FailureClass.METADATA_INCONSISTENCY);
            assertThat(finding.message()).contains("slot[2].name at device byte 128: two slots have one name");
        });
        heard.findings.clear();
        run("powercut.file-system", "toy-fs", selectClass(Behaviours.SmashUnnoticed.class));
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void missingCapabilitiesSkipByName() {
        run("powercut.file-system", "toy-fs", selectClass(Behaviours.NeedsHardLinks.class))
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, event(skippedWithReason("toy-fs lacks [HARD_LINKS]")));
        assertThat(heard.calls).singleElement().asString().startsWith("skipped ");
    }

    @Test
    void anotherContractSkipsByName() {
        for (String name : List.of("toy-fs", "toy-fs:strong")) {
            run("powercut.file-system", name, selectClass(Behaviours.NeedsTheWeakContract.class))
                    .testEvents()
                    .assertThatEvents()
                    .haveExactly(1, event(skippedWithReason(name + " promises STRONG, the test is of [WEAK]")));
        }
        run("powercut.file-system", "toy-fs", selectClass(Behaviours.NeedsAnyContract.class))
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void whatFailsWithoutAPowerCutIsBroken() {
        assertThat(messages(run(Behaviours.BrokenPrepare.class)))
                .singleElement()
                .asString()
                .isEqualTo("preparing the device failed, without any power cut: java.lang.IllegalStateException: no");
        assertThat(messages(run(Behaviours.BrokenWorkload.class)))
                .singleElement()
                .asString()
                .startsWith("running the workload work failed, without any power cut: java.lang.AssertionError: no");
        assertThat(messages(run(Behaviours.EndlessWorkload.class)))
                .singleElement()
                .asString()
                .contains("issued more than 1000 instructions");
        assertThat(heard.calls).filteredOn(call -> call.startsWith("broken ")).hasSize(3);
    }

    @Test
    void anAssumptionThatDoesNotHoldAbortsTheTest() {
        run(Behaviours.Assuming.class)
                .testEvents()
                .assertStatistics(stats -> stats.started(1).aborted(1));
        assertThat(heard.calls).last().asString().contains("skipped ").endsWith("there is no such hardware");
    }

    @Test
    void everyStateHasAFreshInstance() {
        run(Behaviours.Fresh.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void recoverMethodsAreRecovery() {
        run(Behaviours.RecoverFails.class);
        assertThat(heard.findings)
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.failureClass()).isEqualTo(FailureClass.UNMOUNTABLE));
        heard.findings.clear();
        run(Behaviours.RecoverTwice.class);
        assertThat(heard.findings)
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.crash().nested()).isEqualTo(1));
    }

    @Test
    void faultsStrikeAndAFaultThatNeverDoesIsAFailure() {
        EngineExecutionResults results = run(Behaviours.Faulty.class);
        assertThat(heard.findings).isNotEmpty();
        assertThat(heard.tests)
                .extracting(CrashTestInfo::faults)
                .anyMatch(text -> text.startsWith("drop fence"))
                .contains("none");
        assertThat(messages(results))
                .anyMatch(message -> message.contains("fault plan 'idle' shows nothing: ")
                        && message.contains("never struck in any phase"));
    }

    @Test
    void aMutantIsPlantedForItsRunOnly() {
        run("powercut.mutant", "log-entry-not-flushed", selectClass(Logs.RIGHT));
        assertThat(heard.findings).extracting(Finding::failureClass).containsOnly(FailureClass.TORN_WRITE);
        heard.findings.clear();

        run("powercut.mutant", "log-count-not-fenced", selectClass(Logs.RIGHT));
        assertThat(heard.findings).extracting(Finding::failureClass).containsOnly(FailureClass.LOST_ACKNOWLEDGED_DATA);
        Finding found = heard.findings.getFirst();
        heard.findings.clear();

        run(Logs.RIGHT);
        assertThat(heard.findings).isEmpty();

        run(
                Map.of(
                        "powercut.mutant",
                        "log-count-not-fenced",
                        "powercut.replay",
                        found.token().toString()),
                selectClass(Logs.RIGHT));
        assertThat(heard.findings)
                .singleElement()
                .satisfies(replayed -> assertThat(replayed.message()).isEqualTo(found.message()));
        replay(found.token().toString(), selectClass(Logs.RIGHT))
                .testEvents()
                .assertStatistics(stats -> stats.started(0));
    }

    @Test
    void aMutantWithoutAPlaceBreaksEveryTest() {
        assertThat(messages(run("powercut.mutant", "log-nowhere", selectClass(Logs.RIGHT), selectClass(Logs.HASTY))))
                .hasSize(2)
                .allMatch(message -> message.contains("fence#7 in org.powercut.samples.log.RightLog.append"));
    }

    @Test
    void theReplayAnnotationRunsItsInterleavingOnly() {
        assertThat(messages(run(Shapes.Replayed.class)))
                .as("the token is of a build that never was")
                .singleElement()
                .asString()
                .contains("the token is of build 0000000000000000");
        assertThat(heard.calls)
                .anyMatch(call -> call.startsWith("skipped org.powercut.samples.shape.Shapes$Replayed#other")
                        && call.endsWith("@Replay names an interleaving of another test"));
        assertThat(messages(run(Shapes.ReplayedElsewhere.class)))
                .singleElement()
                .asString()
                .contains("@Replay: the token is of another test");
    }

    @Test
    void aListenerThatThrowsFailsTheTest() {
        CrashTestListener throwing = new CrashTestListener() {
            @Override
            public void testExplored(CrashTestInfo test, org.powercut.framework.explore.Exploration exploration) {
                throw new IllegalStateException("cannot write");
            }
        };
        EngineTestKit.engine(new PowercutTestEngine(List.of(throwing)))
                .selectors(selectClass(Logs.RIGHT))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.started(1).failed(1));
    }

    @Test
    void classesMayRunInParallel() {
        EngineTestKit.engine(new PowercutTestEngine(List.of(heard)))
                .selectors(selectClass(Logs.RIGHT), selectClass(Logs.HASTY), selectClass(Shapes.Outer.class))
                .configurationParameters(Map.of(
                        "powercut.parallel", "true",
                        "powercut.parallel.config.strategy", "fixed",
                        "powercut.parallel.config.fixed.parallelism", "2"))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(5));
        assertThat(heard.calls).filteredOn(call -> call.startsWith("explored ")).hasSize(6);
    }

    private EngineExecutionResults run(Class<?> type) {
        return run("powercut.seed", "7", selectClass(type));
    }

    private EngineExecutionResults replay(String token, DiscoverySelector... selectors) {
        return run("powercut.replay", token, selectors);
    }

    private EngineExecutionResults run(String key, String value, DiscoverySelector... selectors) {
        return run(Map.of(key, value), selectors);
    }

    private EngineExecutionResults run(Map<String, String> parameters, DiscoverySelector... selectors) {
        return EngineTestKit.engine(new PowercutTestEngine(List.of(heard)))
                .selectors(selectors)
                .configurationParameters(parameters)
                .execute();
    }

    private static String id(Class<?> type) {
        return type.getName() + "#" + (Logs.ALL.contains(type) ? "append" : "store") + "[raw device,ADR,none]";
    }

    /** Messages of the failed tests, children first. */
    private static List<String> messages(EngineExecutionResults results) {
        return results.testEvents().failed().stream()
                .map(failed -> failed.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow().getMessage())
                .toList();
    }

    private static Map<String, String> entries(EngineExecutionResults results) {
        return results.allEvents().reportingEntryPublished().stream()
                .map((Event published) -> published.getRequiredPayload(ReportEntry.class))
                .map(ReportEntry::getKeyValuePairs)
                .findFirst()
                .orElseThrow();
    }
}
