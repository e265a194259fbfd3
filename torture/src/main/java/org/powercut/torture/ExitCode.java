package org.powercut.torture;

/** The exit codes of every command. */
final class ExitCode {
    /** All promises held. */
    static final int HELD = 0;
    /** There are findings, broken tests or surviving mutants. */
    static final int FINDINGS = 1;
    /** The command line or the environment is wrong; nothing was judged. */
    static final int USAGE = 2;

    private ExitCode() {}
}
