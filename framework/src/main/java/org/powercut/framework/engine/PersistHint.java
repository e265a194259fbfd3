package org.powercut.framework.engine;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.powercut.framework.explore.Evidence;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.Pmem;

/**
 * Says in words why the first lost store of a finding could be lost, where the trace shows it: never flushed, flushed but
 * not fenced, or overtaken by a store that should have come after it.
 */
final class PersistHint {
    private final Finding finding;
    private final Trace trace;

    PersistHint(Finding finding) {
        this.finding = finding;
        this.trace = finding.evidence().trace();
    }

    /** The hint, or empty if nothing was lost. */
    Optional<String> text() {
        return finding.lost().stream()
                .min(Comparator.comparingInt(LostStore::event))
                .map(lost -> exposure(lost) + overtaken(lost));
    }

    private String exposure(LostStore lost) {
        int store = lost.event();
        int completedFrom = store;
        String what = "the " + (trace.kind(store) == Kind.NT_STORE ? "non-temporal " : "") + "store of event " + store;
        if (trace.kind(store) != Kind.NT_STORE) {
            OptionalInt flush = first(store + 1, trace.size(), event -> writesBack(event, lost));
            if (flush.isEmpty()) {
                return what + " is not flushed in the whole run: a flush of its line is missing";
            }
            if (flush.getAsInt() >= finding.crashPoint()) {
                return what + " is flushed only after the cut, by event " + at(flush.getAsInt());
            }
            completedFrom = flush.getAsInt();
            what += ", flushed by event " + at(completedFrom) + ",";
        }
        int thread = trace.thread(completedFrom);
        OptionalInt fence = first(
                completedFrom + 1, trace.size(), event -> trace.kind(event).isFence() && trace.thread(event) == thread);
        if (fence.isEmpty()) {
            return what + " is not fenced in the whole run: a fence is missing";
        }
        return what + " is fenced only after the cut, by event " + at(fence.getAsInt());
    }

    private String overtaken(LostStore lost) {
        return finding.evidence().timeline().stream()
                .filter(event -> event.event() > lost.event()
                        && event.event() < finding.crashPoint()
                        && (event.fate() == Evidence.Fate.PERSISTED || event.fate() == Evidence.Fate.GUARANTEED))
                .min(Comparator.comparingInt(Evidence.TimelineEvent::event))
                .map(event -> ";\nthe store of event " + at(event.event())
                        + " came later and reached the media all the same: a flush and a fence must stand between"
                        + " the two")
                .orElse("");
    }

    private boolean writesBack(int event, LostStore lost) {
        if (!trace.kind(event).isFlush()) {
            return false;
        }
        long start = Pmem.floor(trace.address(event), Pmem.LINE);
        long end = Pmem.ceil(trace.address(event) + trace.length(event), Pmem.LINE);
        return start <= lost.address() && lost.address() < end;
    }

    private String at(int event) {
        Site site = finding.evidence().sites().site(trace.site(event));
        return event + " (" + site.name() + ", line " + site.line() + ")";
    }

    private static OptionalInt first(int from, int to, IntPredicate wanted) {
        return IntStream.range(from, to).filter(wanted).findFirst();
    }
}
