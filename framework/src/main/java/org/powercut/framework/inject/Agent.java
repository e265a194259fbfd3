package org.powercut.framework.inject;

import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.agent.Installer;
import org.apiguardian.api.API;

/**
 * The Java agent: {@code -javaagent:powercut-framework.jar=org.example.log,org.example.store} instruments these
 * packages before any of their classes is loaded. Without packages it only makes instrumentation available, and the
 * engine names them later. The framework and its libraries must be on the class path as well.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Agent {
    private Agent() {}

    /**
     * Called by the JVM before {@code main}.
     *
     * @param packages separated by commas; may be empty or null
     */
    public static void premain(String packages, java.lang.instrument.Instrumentation instrumentation) {
        Installer.premain(packages, instrumentation);
        install(packages);
    }

    /** Called by the JVM on attach; as {@link #premain}. */
    public static void agentmain(String packages, java.lang.instrument.Instrumentation instrumentation) {
        Installer.agentmain(packages, instrumentation);
        install(packages);
    }

    private static void install(String packages) {
        if (packages != null && !packages.isBlank()) {
            List<String> names =
                    Stream.of(packages.split(",")).map(String::strip).toList();
            Instrumentation.install(names);
        }
    }
}
