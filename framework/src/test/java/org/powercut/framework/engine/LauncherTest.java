package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.powercut.samples.log.Logs;
import org.powercut.samples.shape.BesideJupiter;

/** The engine as JUnit's launchers find it: by itself, beside Jupiter. */
class LauncherTest {

    @Test
    void jupiterAndPowercutRunOneClassSideBySide() {
        TestExecutionSummary summary = launch(BesideJupiter.class, Logs.HASTY);
        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
        assertThat(summary.getTestsFailedCount())
                .as("the test and its interleavings")
                .isEqualTo(summary.getFailures().size())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void theConsoleLauncherRunsCrashTestsInAJvmOfItsOwn() throws IOException, InterruptedException {
        Outcome passing = console("--select-class", BesideJupiter.class.getName());
        assertThat(passing.output).contains("2 tests successful", "0 tests failed");
        assertThat(passing.exitCode).isZero();

        Outcome failing = console("--select-class", Logs.HASTY.getName(), "--include-engine", "powercut");
        assertThat(failing.output).contains("[torn write]", "HastyLog.java:", "./powercut replay pc1-");
        assertThat(failing.exitCode).isEqualTo(1);
    }

    private record Outcome(int exitCode, String output) {}

    private static Outcome console(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+EnableDynamicAgentLoading",
                "-Dnet.bytebuddy.safe=true",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules",
                "jdk.nio.mapmode",
                "-Dallure.results.directory=" + Path.of("target", "console-allure-results"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static TestExecutionSummary launch(Class<?>... types) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        Arrays.stream(types).forEach(type -> request.selectors(selectClass(type)));
        LauncherFactory.create().execute(request.build(), listener);
        return listener.getSummary();
    }
}
