package org.powercut.framework.report;

/** The lines that a reader copies to run one interleaving again. */
final class ReplayCommands {
    private ReplayCommands() {}

    static String of(String token) {
        return "./powercut replay " + token + "\n\nin a build of your own:\nmvn test -Dpowercut.replay=" + token + "\n";
    }
}
