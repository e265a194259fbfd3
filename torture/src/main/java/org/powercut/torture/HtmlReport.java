package org.powercut.torture;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes one self-contained HTML file of Allure results with Allure's own command line, in a process of its own. */
final class HtmlReport {
    private static final String HOME = "torture.allure";
    private static final String ENTRY = "io.qameta.allure.CommandLine";

    private final Path home;

    private HtmlReport(Path home) {
        this.home = home;
    }

    /**
     * Finds Allure's command line through the system property {@code torture.allure}, the directory it was unpacked to.
     *
     * @throws UsageException if it is not there
     */
    static HtmlReport tool() {
        Path home = Path.of(System.getProperty(HOME, ""));
        if (!Files.isDirectory(home.resolve("lib"))) {
            throw new UsageException("the report tool is not at '" + home + "'; start through ./powercut, or set -D"
                    + HOME + " to the unpacked Allure command line");
        }
        return new HtmlReport(home.toAbsolutePath());
    }

    /**
     * Makes the report.
     *
     * @return the HTML file
     * @throws UsageException if the tool fails; the message holds what it said
     */
    Path generate(Path results, Path report) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = home.resolve("lib") + File.separator + "*" + File.pathSeparator + home.resolve("lib/config");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        ENTRY,
                        "generate",
                        results.toString(),
                        "--single-file",
                        "--clean",
                        "--report-name",
                        "Powercut",
                        "-o",
                        report.toString()))
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("APP_HOME", home.toString(), "ALLURE_NO_ANALYTICS", "true"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Path html = report.resolve("index.html");
        if (process.waitFor() != 0 || !Files.isRegularFile(html)) {
            throw new UsageException("the report tool failed; the results are in " + results + ". It said:\n" + said);
        }
        return html;
    }
}
