package org.powercut.suites.selftest.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.powercut.framework.engine.PowercutTestEngine;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.model.Platform;
import org.powercut.framework.report.RunLog;

/**
 * The judge convicts: with a bug planted in dax-fs the workloads of {@link JudgedWorkloads}, which know nothing of that bug,
 * have a finding, and the guarantee that it names is one of those that the bug breaks.
 */
class OracleFindsBugsTest {

    @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            dirty-tag-not-set               | strong | Mapped     | G1, G3, G5, G6
            fault-not-durable               | strong | Mapped     | G25, G9
            users-fence-dropped             | strong | Mapped     | G25
            overwrite-not-fenced            | strong | Data       | G9, G17
            edges-not-flushed               | strong | Data       | G9, G17
            flags-not-restored              | strong | Attributes | G9, G22
            fsync-leaves-the-group          | weak   | Attributes | G2
            fsync-leaves-the-group          | weak   | Names      | G4
            sync-leaves-the-group           | weak   | Names      | G5
            synchronous-write-joins-a-group | weak   | Data       | G7
            shared-page-stored-in-place     | strong | Shared     | G32, G33
            """)
    @DisplayName("a planted bug is found, and the broken guarantee is one that it breaks")
    void convicts(String mutant, String contract, String workload, String guarantees) throws ClassNotFoundException {
        List<Finding> findings = findings(mutant, contract, Platform.ADR, workload);
        assertThat(findings).as("findings of %s with %s", workload, mutant).isNotEmpty();
        assertThat(List.of(guarantees.split(", ")))
                .as(() -> findings.stream().map(Finding::message).collect(Collectors.joining("; ")))
                .contains(guarantee(findings.getFirst()));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"strong", "weak"})
    @DisplayName("a store that lost its block is a broken promise only where visible stores persist")
    void knowsThePlatform(String contract) throws ClassNotFoundException {
        String mutant = contract.equals("strong") ? "fault-not-durable" : "promised-fault-joins-a-group";
        assertThat(findings(mutant, contract, Platform.ADR, "Unflushed")).isEmpty();
        assertThat(findings(mutant, contract, Platform.EADR, "Unflushed"))
                .isNotEmpty()
                .extracting(OracleFindsBugsTest::guarantee)
                .containsOnly("G25");
    }

    private static String guarantee(Finding finding) {
        return finding.failure() instanceof BrokenPromise promise
                ? promise.guarantee().orElse("none")
                : finding.failureClass().title();
    }

    private static List<Finding> findings(String mutant, String contract, Platform platform, String workload)
            throws ClassNotFoundException {
        RunLog log = new RunLog();
        LauncherConfig config = LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .addTestEngines(new PowercutTestEngine(List.of(log)))
                .build();
        LauncherFactory.create(config)
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Class.forName(JudgedWorkloads.class.getName() + "$" + workload)))
                        .configurationParameters(parameters(mutant, contract, platform))
                        .build());
        return log.records().stream()
                .flatMap(record -> record.findings().stream())
                .toList();
    }

    private static Map<String, String> parameters(String mutant, String contract, Platform platform) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("powercut.mutant", mutant);
        parameters.put("powercut.file-system", "dax-fs:" + contract);
        parameters.put("powercut.platform", platform.name());
        parameters.put("powercut.findings", "1");
        parameters.put("powercut.states", "20000");
        parameters.put("powercut.states-per-point", "512");
        return parameters;
    }
}
