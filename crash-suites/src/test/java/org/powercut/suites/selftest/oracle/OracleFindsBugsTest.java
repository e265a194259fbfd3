package org.powercut.suites.selftest.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.powercut.framework.engine.PowercutTestEngine;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.report.RunLog;

/**
 * The judge convicts: with a bug planted in dax-fs the workloads of {@link JudgedWorkloads}, which know nothing of that bug,
 * have a finding, and the guarantee that it names is one of those that the bug breaks.
 */
class OracleFindsBugsTest {

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            dirty-tag-not-set          | Mapped     | G1, G3, G5, G6
            fault-not-durable          | Mapped     | G25, G9
            overwrite-not-fenced       | Data       | G9, G17
            edges-not-flushed          | Data       | G9, G17
            flags-not-restored         | Attributes | G9, G22
            """)
    @DisplayName("a planted bug is found, and the broken guarantee is one that it breaks")
    void convicts(String mutant, String workload, String guarantees) throws ClassNotFoundException {
        List<Finding> findings = findings(mutant, workload);
        assertThat(findings).as("findings of %s with %s", workload, mutant).isNotEmpty();
        Optional<String> named = findings.stream()
                .map(finding -> finding.failure() instanceof BrokenPromise promise
                        ? promise.guarantee().orElse("none")
                        : finding.failureClass().title())
                .findFirst();
        assertThat(List.of(guarantees.split(", ")))
                .as(() -> findings.stream().map(Finding::message).collect(Collectors.joining("; ")))
                .contains(named.orElseThrow());
    }

    private static List<Finding> findings(String mutant, String workload) throws ClassNotFoundException {
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
                        .configurationParameters(parameters(mutant))
                        .build());
        return log.records().stream()
                .flatMap(record -> record.findings().stream())
                .toList();
    }

    private static Map<String, String> parameters(String mutant) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("powercut.mutant", mutant);
        parameters.put("powercut.file-system", "dax-fs:strong");
        parameters.put("powercut.findings", "1");
        parameters.put("powercut.states", "20000");
        parameters.put("powercut.states-per-point", "512");
        return parameters;
    }
}
