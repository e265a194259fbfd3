package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The commands trace and explore")
class TraceTest {
    private static final String BUGGY = "--package=org.powercut.torture.buggy";
    private static final String LOG = "START|REGISTER_FILE;pool;0x10000;0x1000;0x0|append.BEGIN"
            + "|STORE;0x10040;0x2a;0x8;append (app.c:12)|STORE;0x10000;0x1;0x8;append (app.c:13)"
            + "|FLUSH;0x10000;0x80|FENCE|append.END|STOP\n";

    @TempDir
    private Path directory;

    @Test
    @DisplayName("the trace of a test is written, and explored as it is")
    void exportAndExplore() throws IOException {
        Path trace = directory.resolve("trace.jsonl");
        CommandLineRun export =
                CommandLineRun.of("trace", "export", "CountBeforeRecord.publish", BUGGY, "--out=" + trace);
        assertThat(export.code()).as(export.err()).isZero();
        assertThat(export.out()).contains("CountBeforeRecord.publish on raw device, ADR: 4 events");
        CommandLineRun explore = CommandLineRun.of("explore", trace.toString());
        assertThat(explore.code()).as(explore.err()).isZero();
        assertThat(explore.out()).contains("2 crash points, 5 crash states, at most 2 stores in flight");
        CommandLineRun check = CommandLineRun.of("explore", trace.toString(), "--check=" + flagNeedsRecord());
        assertThat(check.code()).as(check.out() + check.err()).isEqualTo(1);
        assertThat(check.out()).contains("CountBeforeRecord.publish(CountBeforeRecord.java");
    }

    @Test
    @DisplayName("the trace of a finding is that of its test, in either format")
    void exportOfAToken() throws IOException {
        CommandLineRun.of("run", BUGGY, "--out=" + directory);
        String line = Files.readAllLines(directory.resolve("findings.jsonl")).getFirst();
        String token = new ObjectMapper().readTree(line).get("token").asText();
        Path log = directory.resolve("trace.log");
        CommandLineRun export =
                CommandLineRun.of("trace", "export", token, BUGGY, "--format=pmreorder", "--out=" + log);
        assertThat(export.code()).as(export.err()).isZero();
        assertThat(log)
                .content()
                .startsWith("START|REGISTER_FILE;" + log + ".img;")
                .endsWith("|FENCE|STOP\n");
        CommandLineRun check =
                CommandLineRun.of("explore", log.toString(), "--image=" + log + ".img", "--check=" + flagNeedsRecord());
        assertThat(check.code()).as(check.out() + check.err()).isEqualTo(1);
    }

    @Test
    @DisplayName("a check finds the planted bug of a store log, and passes what it calls fine")
    void exploreALog() throws IOException {
        Path log = Files.writeString(directory.resolve("app.log"), LOG);
        CommandLineRun check = CommandLineRun.of("explore", log.toString(), "--check=" + flagNeedsRecord());
        assertThat(check.code()).as(check.out() + check.err()).isEqualTo(1);
        assertThat(check.out())
                .contains("taken as zeros before", "FINDING the check ended with exit code 3: flag without record")
                .contains("during append")
                .containsOnlyOnce("lost: event")
                .contains("lost: event 1, 8 bytes at 0x40, stored by append (app.c:12)");
        CommandLineRun fine = CommandLineRun.of("explore", log.toString(), "--check=test -f");
        assertThat(fine.code()).as(fine.out() + fine.err()).isZero();
        assertThat(fine.out()).contains("crash states checked at", "exhaustive");
    }

    @Test
    @DisplayName("an image that passed is not checked again where nothing else is known of the power cut")
    void equalImages() throws IOException {
        Path seen = directory.resolve("seen");
        Path script =
                script("sha256sum < \"$1\" | tr -d '\\n' >> " + seen + "; echo \" $POWERCUT_OPERATION\" >> " + seen);
        // what is stored twice in a row is lost at the second fence to what it was at the first
        Path log = Files.writeString(
                directory.resolve("app.log"),
                "START|REGISTER_FILE;pool;0x10000;0x1000;0x0"
                        + "|STORE;0x10000;0x1;0x8|FLUSH;0x10000;0x40|FENCE|STORE;0x10040;0x2;0x8|FLUSH;0x10040;0x40|FENCE|STOP");
        CommandLineRun run = CommandLineRun.of("explore", log.toString(), "--threads=1", "--check=" + script);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(Files.readAllLines(seen)).hasSize(3).doesNotHaveDuplicates();
        assertThat(run.out()).contains("4 crash states checked at 2 crash points: exhaustive", "2 of them");
    }

    @Test
    @DisplayName("an imported log is explored like the log")
    void importALog() throws IOException {
        Path log = Files.writeString(directory.resolve("app.log"), LOG);
        Path trace = directory.resolve("app.jsonl");
        CommandLineRun imported = CommandLineRun.of("trace", "import", log.toString(), "--out=" + trace);
        assertThat(imported.code()).as(imported.err()).isZero();
        String ofTrace = CommandLineRun.of("explore", trace.toString()).out();
        String ofLog = CommandLineRun.of("explore", log.toString()).out();
        assertThat(ofTrace.replace(trace.toString(), "")).isEqualTo(ofLog.replace(log.toString(), ""));
    }

    @Test
    @DisplayName("a damaged log is refused with its line, exit code 2, and nothing is written")
    void damaged() throws IOException {
        Path log = Files.writeString(directory.resolve("app.log"), LOG.replace("0x2a;0x8", "0x2ff;0x1"));
        Path out = directory.resolve("app.jsonl");
        CommandLineRun run = CommandLineRun.of("trace", "import", log.toString(), "--out=" + out);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("powercut: " + log + ":1: ").contains("does not fit");
        assertThat(run.out()).isEmpty();
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(log));
        assertThat(CommandLineRun.of("explore", log.toString()).code()).isEqualTo(2);
    }

    @Test
    @DisplayName("wrong command lines are refused with what would be right")
    void usage() throws IOException {
        Path log = Files.writeString(directory.resolve("app.log"), LOG);
        String out = "--out=" + directory.resolve("out");
        refused("there is no such file", "explore", "nowhere.log");
        refused("no program nowhere", "explore", log.toString(), "--check=nowhere");
        refused("is not closed", "explore", log.toString(), "--check='nowhere");
        refused("at least 1", "explore", log.toString(), "--states-per-point=0");
        refused("CountBeforeRecord.publish", "trace", "export", "CountBefore.publish", BUGGY, out);
        refused("no such directory", "trace", "export", "*", BUGGY, "--out=" + directory.resolve("no/where"));
        refused("registers 1 files", "trace", "import", log.toString(), "--image=" + log, "--image=" + log, out);
        refused("say what to do", "trace");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    private static void refused(String expected, String... args) {
        CommandLineRun run = CommandLineRun.of(args);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("powercut: ").contains(expected).doesNotContain("\tat ");
    }

    /** A program that fails on a flag at 0 without its record at 64; it spoils the image, as a recovery may. */
    private Path flagNeedsRecord() throws IOException {
        return script("""
                byte() { od -An -tu1 -j"$2" -N1 "$1" | tr -d ' '; }
                flag=$(byte "$1" 0)
                record=$(byte "$1" 64)
                echo spoiled > "$1"
                if [ "$flag" = 1 ] && [ "$record" != 42 ]; then echo flag without record; exit 3; fi
                """);
    }

    private Path script(String text) throws IOException {
        Path script = Files.writeString(directory.resolve("check.sh"), "#!/bin/sh\n" + text);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
