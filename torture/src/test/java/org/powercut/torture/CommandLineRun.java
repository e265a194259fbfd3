package org.powercut.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A command line that was run in this JVM.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record CommandLineRun(int code, String out, String err) {

    static CommandLineRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
        return new CommandLineRun(code, out.toString(), err.toString());
    }

    String lastLine() {
        return out.lines().reduce((first, second) -> second).orElse("");
    }

    JsonNode json() {
        try {
            return new ObjectMapper().readTree(lastLine());
        } catch (IOException e) {
            throw new AssertionError("the last line is no JSON: " + lastLine(), e);
        }
    }
}
