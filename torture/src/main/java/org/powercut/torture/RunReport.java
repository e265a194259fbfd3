package org.powercut.torture;

import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.junitplatform.AllureJunitPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.powercut.framework.report.AllureFindings;
import org.powercut.framework.report.CountAudit;
import org.powercut.framework.report.TestRecord;

/** The Allure results of a run, the HTML report that is made of them, and the proof that none of them was lost. */
final class RunReport {
    private final OutputDirectory out;
    private final HtmlReport tool;
    private final AllureLifecycle lifecycle;
    private final AllureFindings findings;

    /** @param facts lines for the report's environment */
    RunReport(OutputDirectory out, HtmlReport tool, Map<String, String> facts) {
        this.out = out;
        this.tool = tool;
        this.lifecycle = new AllureLifecycle(new FileSystemResultsWriter(out.allureResults()));
        this.findings = new AllureFindings(lifecycle, out.allureResults(), RunOptions.home(), facts);
    }

    /** Adds to Allure's results what the engine tells. */
    AllureFindings findings() {
        return findings;
    }

    /** Makes Allure's results of what JUnit tells; one for each time that JUnit runs. */
    TestExecutionListener junit() {
        return new AllureJunitPlatform(lifecycle);
    }

    /** Makes the report, and gives its path. */
    Path generate() throws IOException, InterruptedException {
        return tool.generate(out.allureResults(), out.report());
    }

    /** What is wrong if engine, JUnit and Allure do not count alike. */
    Optional<String> disagreement(List<TestRecord> records, List<TestExecutionSummary> junit) throws IOException {
        return CountAudit.disagreement(
                CountAudit.engine(records),
                CountAudit.junit(junit.toArray(TestExecutionSummary[]::new)),
                CountAudit.allure(out.allureResults()));
    }
}
