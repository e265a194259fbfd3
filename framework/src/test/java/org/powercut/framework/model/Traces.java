package org.powercut.framework.model;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints traces for failing assertions. */
final class Traces {
    private Traces() {}

    static String text(Trace trace) {
        return IntStream.range(0, trace.size())
                .mapToObj(event -> "%d: T%d %s %s %d+%d %x"
                        .formatted(
                                event,
                                trace.thread(event),
                                trace.kind(event),
                                trace.kind(event) == Kind.STORE ? trace.mode(event) : "",
                                trace.address(event),
                                trace.length(event),
                                trace.kind(event).isStore() ? trace.storedWord(event, 0) : 0))
                .collect(Collectors.joining("\n"));
    }
}
