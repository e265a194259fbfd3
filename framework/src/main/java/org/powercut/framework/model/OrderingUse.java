package org.powercut.framework.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;

/**
 * Counts for each flush and fence of the code how often it was executed, and how often it was needed: a flush, if a line of
 * its range held a store that nobody had flushed or whose flush its own thread could not complete; a fence, if a flush
 * or a non-temporal store of its thread waited for it. By the rules of ADR, in program order.
 *
 * <p>Fences that come with a volatile store or a locked instruction are not counted: nobody can leave them out.
 */
public final class OrderingUse {
    private final SortedMap<Integer, Count> counts = new TreeMap<>();

    /**
     * Of one site.
     *
     * @param executed how often
     * @param needed how often it had something to do
     */
    public record Count(long executed, long needed) {
        Count plus(Count other) {
            return new Count(executed + other.executed, needed + other.needed);
        }
    }

    /** By the number of the site. */
    public SortedMap<Integer, Count> counts() {
        return new TreeMap<>(counts);
    }

    /** Counts what another one has counted, too. */
    public void add(OrderingUse other) {
        other.counts.forEach((site, count) -> counts.merge(site, count, Count::plus));
    }

    /** Counts the flushes and fences of a trace that began with everything durable. */
    public void add(Trace trace) {
        Path path = new Path();
        for (int event = 0; event < trace.size(); event++) {
            Kind kind = trace.kind(event);
            if (kind.isStore()) {
                path.store(trace, event);
            } else if (kind.isFlush()) {
                count(trace.site(event), path.flush(trace, event));
            } else if (kind == Kind.FENCE) {
                count(trace.site(event), path.fence(trace.thread(event)));
            } else if (kind == Kind.LOCKED_FAILED) {
                path.fence(trace.thread(event));
            }
        }
    }

    /** The same for traces that issue the same instructions, from the same sites to the same places: they count alike. */
    public static long pathHash(Trace trace) {
        long hash = trace.size();
        for (int event = 0; event < trace.size(); event++) {
            long what = trace.kind(event).ordinal() | (long) trace.thread(event) << 8 | (long) trace.site(event) << 32;
            hash = ImageHash.mix(ImageHash.mix(hash + what) + trace.address(event)) + trace.length(event);
        }
        return hash;
    }

    private void count(int site, boolean needed) {
        counts.merge(site, new Count(1, needed ? 1 : 0), Count::plus);
    }

    /** What is not durable yet, along one trace. */
    private static final class Path {
        /** Lines with a store in the cache, and the threads that have flushed it since, not yet fenced. */
        private final Map<Long, Set<Integer>> flushedBy = new HashMap<>();

        /** What each thread has flushed since its last fence. */
        private final Map<Integer, List<Long>> waiting = new HashMap<>();

        /** Threads with a non-temporal store since their last fence. */
        private final Set<Integer> pastCache = new HashSet<>();

        void store(Trace trace, int event) {
            int thread = trace.thread(event);
            Kind kind = trace.kind(event);
            if (kind == Kind.LOCKED) {
                fence(thread);
            }
            if (kind == Kind.NT_STORE || kind == Kind.DIRECT_STORE) {
                pastCache.add(thread);
            } else {
                lines(trace, event).forEach(line -> flushedBy.put(line, new HashSet<>()));
            }
            if (kind == Kind.STORE && trace.mode(event) == AccessMode.VOLATILE) {
                fence(thread);
            }
        }

        /** Whether there was something to write back that this thread's next fence would not complete without it. */
        boolean flush(Trace trace, int event) {
            int thread = trace.thread(event);
            boolean needed = false;
            for (long line : lines(trace, event)) {
                Set<Integer> threads = flushedBy.get(line);
                if (threads != null && threads.add(thread)) {
                    waiting.computeIfAbsent(thread, any -> new ArrayList<>()).add(line);
                    needed = true;
                }
            }
            return needed;
        }

        /** Whether something waited for it. */
        boolean fence(int thread) {
            List<Long> flushed = waiting.remove(thread);
            if (flushed != null) {
                // what was stored since is not durable yet
                flushed.stream()
                        .filter(line -> flushedBy.getOrDefault(line, Set.of()).contains(thread))
                        .forEach(flushedBy::remove);
            }
            return pastCache.remove(thread) | flushed != null;
        }

        /** The lines of an event, or of those that are dirty if its range is far larger than they are many. */
        private List<Long> lines(Trace trace, int event) {
            long first = Pmem.floor(trace.address(event), Pmem.LINE);
            long end = trace.address(event) + trace.length(event);
            if (trace.kind(event).isFlush() && (end - first) / Pmem.LINE > flushedBy.size()) {
                return flushedBy.keySet().stream()
                        .filter(line -> line >= first && line < end)
                        .toList();
            }
            List<Long> lines = new ArrayList<>();
            for (long line = first; line < end; line += Pmem.LINE) {
                lines.add(line);
            }
            return lines;
        }
    }
}
