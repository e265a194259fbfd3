package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.powercut.samples.shape.Shapes;

/** A class that is no valid crash test fails, once, and says all that is wrong with it and what would be right. */
class IllegalClassesTest {

    private record Bad(Class<?> type, List<String> complaints) {
        Bad(Class<?> type, String... complaints) {
            this(type, List.of(complaints));
        }
    }

    private static Stream<Bad> bad() {
        return Stream.of(
                new Bad(
                        Shapes.Empty.class,
                        "there is no @Workload method; write one",
                        "there is no @Verify method; write one"),
                new Bad(
                        Shapes.BadLabels.class,
                        "@Guarantee(\"g one\"): write capital letters and a number",
                        "@Tag(\"not a tag\"): a tag is not blank and has no white space"),
                new Bad(
                        Shapes.BadMethods.class,
                        "@Workload hidden: the method is private or static",
                        "@Workload shared: the method is private or static",
                        "@Workload returning: the method returns int; make it void",
                        "@Workload asking: a parameter of type Crash is not possible here; possible are DaxFileSystem,"
                                + " Path, DaxFileSystemProvider, PmemDevice, Milestones, FaultPlan, GeneratedWorkload",
                        "@Workload asking: a parameter of type String is not possible here",
                        "@Workload asking: a Path parameter needs a PathView on the class path",
                        "@Workload both: the method is @Verify as well"),
                new Bad(Shapes.Overloaded.class, "two workloads have the name store; give each its own"),
                new Bad(Shapes.NoConstructor.class, "there is no constructor without parameters"),
                new Bad(Shapes.hidden(), "the class is private; make it package-private or public"),
                new Bad(
                        Shapes.BadExplore.class,
                        "budget 'soon' is no duration",
                        "deviceSize 1000 is no device size",
                        "nested is 8; write 0 to 7",
                        "threads is -1",
                        "states, statesPerPoint, maxFindings and instructionLimit are at least 1"),
                new Bad(
                        Shapes.NoFaultMethod.class,
                        "@Faults(\"nowhere\"): write a method 'static Stream<FaultPlan> nowhere()' in NoFaultMethod"),
                new Bad(Shapes.ThrowingFaultMethod.class, "the method threw", "no plans today"),
                new Bad(Shapes.NoFaultPlans.class, "there is no fault plan in the stream; give one or more"),
                new Bad(Shapes.TwinFaultPlans.class, "two fault plans have the name 'none'; give each its own"),
                new Bad(
                        Shapes.UnknownFileSystem.class,
                        "@OnFileSystem(\"no-such-fs\"): no such file system on the class path; there is"
                                + " hasty-toy-fs, toy-fs"),
                new Bad(Shapes.BadToken.class, "@Replay: 'pc1-nonsense' is too short for a token"),
                new Bad(Shapes.BadPackage.class, "@UnderTest(\"not a package\"): write the name of a package"));
    }

    @TestFactory
    Stream<DynamicTest> illegalClassesFailOnceAndSayWhy() {
        return bad().map(bad -> DynamicTest.dynamicTest(bad.type.getSimpleName(), () -> {
            Events tests = run(selectClass(bad.type));
            tests.assertStatistics(stats -> stats.started(1).failed(1));
            tests.assertThatEvents().haveExactly(1, event(test(), finishedWithFailure()));
            assertThat(message(tests))
                    .startsWith(bad.type.getName() + " is no valid crash test")
                    .contains(bad.complaints);
        }));
    }

    @Test
    void aMethodOfAnIllegalClassFailsTheSame() {
        Events tests = run(selectMethod(
                Shapes.BadLabels.class,
                "store",
                org.powercut.pmem.PmemDevice.class,
                org.powercut.framework.api.Milestones.class));
        assertThat(message(tests)).contains("@Guarantee(\"g one\")");
    }

    @Test
    void aPackageThatDoesNotExistBreaksItsTestOnly() {
        Events tests = run(selectClass(Shapes.MissingPackage.class));
        tests.assertStatistics(stats -> stats.started(1).failed(1));
        assertThat(message(tests)).contains("no class on the class path is in the package under test 'no.such.code'");
    }

    private static Events run(DiscoverySelector selector) {
        return EngineTestKit.engine("powercut").selectors(selector).execute().testEvents();
    }

    private static String message(Events tests) {
        return tests.failed().stream()
                .map(Event::getPayload)
                .map(payload -> (org.junit.platform.engine.TestExecutionResult) payload.orElseThrow())
                .map(result -> result.getThrowable().orElseThrow().getMessage())
                .findFirst()
                .orElseThrow();
    }
}
