package org.powercut.framework.engine;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.powercut.framework.report.Golden;

/** What people read of real failures, held against golden files; only the tokens, which name the build, are left out. */
class FailureTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log.UnflushedLogCrash",
                "log.UnfencedLogCrash",
                "log.HastyLogCrash",
                "toyfs.ToyRename",
                "toyfs.ToyHistory",
                "shape.Behaviours$CutDuringCreate",
                "shape.Behaviours$RecoverFails",
                "shape.Behaviours$RecoverTwice",
                "shape.Behaviours$Smash",
                "shape.Behaviours$Faulty"
            })
    void failuresReadAsTheyShould(String name) {
        String text = EngineTestKit.engine("powercut")
                .selectors(selectClass("org.powercut.samples." + name))
                .configurationParameter("powercut.threads", "1")
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(failed -> failed.getTestDescriptor().getLegacyReportingName() + "\n"
                        + failed.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()
                                .getMessage())
                .collect(Collectors.joining("\n\n"))
                .replaceAll("pc1-[a-z2-7]+", "pc1-TOKEN");
        Golden.check("engine", name.substring(name.lastIndexOf('.') + 1) + ".txt", text + "\n");
    }
}
