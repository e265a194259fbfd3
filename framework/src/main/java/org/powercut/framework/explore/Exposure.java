package org.powercut.framework.explore;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.Pmem;

/**
 * Why a lost store could be lost, as the trace shows it.
 *
 * @param store the lost store
 * @param cached whether it needs a flush at all: a non-temporal store needs a fence only
 * @param flush the first flush of its line after it, whether before the cut or behind
 * @param fence the first fence that would complete it, of the thread that flushed it or stored past the cache
 * @param publisher the later store that reached the media all the same, and without which the failure is gone: it must
 *     not be durable before the lost one. Empty if there is none, as where the lost store was promised to be durable
 * @param last the last store to the lost one's line, of the same thread, before a fence that follows, the publisher, and the cut:
 *     behind it the line is complete
 * @param lastFlush the last flush of the lost store's line before the publisher and the cut
 * @param cut the position of the power cut
 */
public record Exposure(
        LostStore store,
        boolean cached,
        Optional<Step> flush,
        Optional<Step> fence,
        Optional<Step> publisher,
        Step last,
        Optional<Step> lastFlush,
        int cut) {

    /** An event, and where it was issued. */
    public record Step(int event, Site site) {}

    /**
     * Looks a lost store up in its trace. Events of a recovery are numbered on from the end of the workload's trace.
     *
     * @param firstNumber what is added to the numbers of the trace's events
     * @param cut position in the trace
     * @param publishing the event that publishes what was lost, in the trace, if one does
     */
    static Exposure of(
            LostStore store, Trace trace, SiteTable sites, int firstNumber, int cut, OptionalInt publishing) {
        int event = store.event() - firstNumber;
        int deadline = publishing.orElse(cut);
        int thread = trace.thread(event);
        boolean cached = trace.kind(event) != Kind.NT_STORE && trace.kind(event) != Kind.DIRECT_STORE;
        OptionalInt flush = cached
                ? first(event + 1, trace.size(), each -> trace.kind(each).isFlush() && touches(trace, each, store))
                : OptionalInt.empty();
        OptionalInt fence = cached && flush.isEmpty() ? OptionalInt.empty() : fenceAfter(flush.orElse(event), trace);
        int closing =
                first(event + 1, deadline, each -> isFence(trace, each, thread)).orElse(deadline);
        int last = last(
                        event,
                        closing,
                        each -> trace.kind(each).isStore()
                                && trace.thread(each) == thread
                                && touches(trace, each, store))
                .orElse(event);
        OptionalInt lastFlush =
                last(event + 1, deadline, each -> trace.kind(each).isFlush() && touches(trace, each, store));
        return new Exposure(
                store,
                cached,
                step(flush, trace, sites, firstNumber),
                step(fence, trace, sites, firstNumber),
                step(publishing, trace, sites, firstNumber),
                step(last, trace, sites, firstNumber),
                step(lastFlush, trace, sites, firstNumber),
                cut + firstNumber);
    }

    /** Whether it was written back before it was published, or before the cut if nothing published it. */
    boolean isFlushedInTime() {
        return !cached || lastFlush.isPresent();
    }

    private static OptionalInt fenceAfter(int event, Trace trace) {
        int thread = trace.thread(event);
        return first(event + 1, trace.size(), each -> isFence(trace, each, thread));
    }

    private static boolean isFence(Trace trace, int event, int thread) {
        return trace.kind(event).isFence() && trace.thread(event) == thread;
    }

    private static boolean touches(Trace trace, int event, LostStore store) {
        long start = Pmem.floor(trace.address(event), Pmem.LINE);
        long end = Pmem.ceil(trace.address(event) + trace.length(event), Pmem.LINE);
        return start <= store.address() && store.address() < end;
    }

    private static Optional<Step> step(OptionalInt event, Trace trace, SiteTable sites, int firstNumber) {
        return event.isEmpty() ? Optional.empty() : Optional.of(step(event.getAsInt(), trace, sites, firstNumber));
    }

    private static Step step(int event, Trace trace, SiteTable sites, int firstNumber) {
        return new Step(event + firstNumber, sites.site(trace.site(event)));
    }

    private static OptionalInt first(int from, int to, IntPredicate wanted) {
        return IntStream.range(from, to).filter(wanted).findFirst();
    }

    private static OptionalInt last(int from, int to, IntPredicate wanted) {
        return IntStream.iterate(to - 1, event -> event >= from, event -> event - 1)
                .filter(wanted)
                .findFirst();
    }
}
