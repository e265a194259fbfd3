package org.powercut.framework.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;

/**
 * Follows a trace and knows at each position what is in flight: the persistency rules of {@link Platform} and {@link
 * CompilerOrder}, as docs/model.md tells them with their sources. Keeps a {@link Medium} as the program sees it.
 *
 * <p>What is in flight is a set of {@link Unit}s with an order of persisting: a unit can have reached the media only if
 * all those have that it comes after. A fence makes units guaranteed. Nothing else is known of them, so every set that
 * keeps the order and has all guaranteed ones is a crash state.
 */
public final class InFlight {
    private static final int NO_THREAD = -1;

    private final Trace trace;
    private final Platform platform;
    private final CompilerOrder order;
    private final Medium medium;

    private final Map<Long, Line> lines = new LinkedHashMap<>();
    private final List<Actor> actors = new ArrayList<>();
    private int position;
    private long nextUnit;
    private long hash;
    private long mediaHash;

    /** Units before this one are ordered before all that follow: an ordering point lies between. */
    private long regionStart;

    /** On EADR: the ordered units since {@link #regionStart}, which may not be visible yet. */
    private final List<Unit> region = new ArrayList<>();

    /** Whether there was a clflush of something in flight. */
    private boolean barriers;

    private int lastThread = NO_THREAD;

    /** The thread whose volatile store was the last event: its fence takes effect before the next one. */
    private int fencingThread = NO_THREAD;

    /** @param medium the device as it was before the trace; follows it from now on */
    public InFlight(Trace trace, Platform platform, CompilerOrder order, Medium medium) {
        this.trace = trace;
        this.platform = platform;
        this.order = order;
        this.medium = medium;
    }

    /** Before which event it stands. */
    public int position() {
        return position;
    }

    /** Goes on to a later position. */
    public void advanceTo(int target) {
        while (position < target) {
            advance();
        }
    }

    /** What a power cut here can leave. Good until the next advance. */
    public CrashStates states() {
        return CrashStates.of(lines.values(), platform, barriers, hash, mediaHash);
    }

    private void advance() {
        int event = position;
        Kind kind = trace.kind(event);
        int thread = trace.thread(event);
        if (fencingThread != NO_THREAD) {
            fence(fencingThread);
            fencingThread = NO_THREAD;
        }
        if (thread != lastThread || platform == Platform.EADR && order == CompilerOrder.PROGRAM) {
            orderingPoint();
            lastThread = thread;
        }
        switch (kind) {
            case STORE -> {
                store(event, thread);
                if (trace.mode(event) == AccessMode.VOLATILE) {
                    fencingThread = thread;
                }
            }
            case NT_STORE, DIRECT_STORE -> store(event, thread);
            case LOCKED -> {
                fence(thread);
                store(event, thread);
                orderingPoint();
            }
            case LOCKED_FAILED, FENCE -> fence(thread);
            case CLWB, CLFLUSHOPT, CLFLUSH -> {
                orderingPoint();
                if (platform == Platform.ADR) {
                    flush(kind, thread, trace.address(event), trace.length(event));
                }
            }
            case OPERATION_BEGIN, OPERATION_END, MILESTONE -> orderingPoint();
            case POISON_LATENT, POISON_LISTED, POISON_CLEARED -> {
                orderingPoint();
                media(kind, trace.address(event), trace.length(event));
            }
        }
        position++;
    }

    // stores

    private void store(int event, int thread) {
        long start = trace.address(event);
        long end = start + trace.length(event);
        Kind kind = trace.kind(event);
        int tear = trace.tear(event);
        long first = nextUnit;
        if (kind == Kind.DIRECT_STORE && tear == 0) {
            long[] values = new long[Line.WORDS];
            for (int i = 0; i < values.length; i++) {
                values[i] = trace.storedWord(event, (long) i * Pmem.ATOM);
            }
            add(event, thread, start, Pmem.LINE, values, true, first);
            return;
        }
        int piece = tear == 0 ? Pmem.ATOM : Math.min(tear, Pmem.ATOM);
        for (long at = start; at < end; ) {
            long next = Math.min(end, Pmem.floor(at, piece) + piece);
            long atom = Pmem.floor(at, Pmem.ATOM);
            // like memcpy_flushcache, a non-temporal store puts bytes of a partial atom through the cache
            boolean free = kind != Kind.STORE && kind != Kind.LOCKED && atom >= start && atom + Pmem.ATOM <= end;
            long value = trace.storedWord(event, at - start) << 8 * (at - atom);
            add(event, thread, at, (int) (next - at), new long[] {value}, free, first);
            at = next;
        }
    }

    private void add(int event, int thread, long address, int length, long[] values, boolean free, long firstOfEvent) {
        Line line = lines.computeIfAbsent(Pmem.floor(address, Pmem.LINE), at -> new Line(at, medium));
        Kind kind = trace.kind(event);
        AccessMode mode = kind == Kind.LOCKED ? AccessMode.VOLATILE : trace.mode(event);
        boolean anyOrder = order == CompilerOrder.JAVA && (mode == AccessMode.PLAIN || mode == AccessMode.OPAQUE);
        Actor actor = actor(thread);
        Unit unit = new Unit(
                nextUnit++,
                event,
                line,
                (int) (address - line.address),
                length,
                values,
                free,
                anyOrder ? regionStart : firstOfEvent,
                order == CompilerOrder.JAVA && mode != AccessMode.PLAIN,
                actor.barrier);
        show(unit);
        if (free) {
            actor.free.add(unit);
        } else if (platform == Platform.EADR) {
            region.add(unit);
        }
    }

    /** Stores the unit where the program sees it. */
    private void show(Unit unit) {
        Line line = unit.line;
        line.add(unit);
        for (int i = 0; i < unit.wordCount(); i++) {
            int word = unit.firstWord() + i;
            long old = line.visible[word];
            long now = unit.over(i, old);
            if (now != old) {
                long address = line.address + (long) word * Pmem.ATOM;
                line.visible[word] = now;
                hash ^= ImageHash.change(address, old, now);
                medium.set(address, now);
            }
        }
    }

    // ordering

    /** Nothing that was stored before it comes after anything that is stored from now on. */
    private void orderingPoint() {
        regionStart = nextUnit;
        for (Unit unit : region) {
            unit.guaranteed = true;
            settle(unit.line);
        }
        region.clear();
    }

    private void flush(Kind kind, int thread, long address, long length) {
        if (length == 0) {
            return;
        }
        long first = Pmem.floor(address, Pmem.LINE);
        long end = address + length;
        if ((end - first) / Pmem.LINE > lines.size()) {
            lines.values().forEach(line -> {
                if (line.address >= first && line.address < end) {
                    mark(kind, thread, line);
                }
            });
            return;
        }
        for (long at = first; at < end; at += Pmem.LINE) {
            Line line = lines.get(at);
            if (line != null) {
                mark(kind, thread, line);
            }
        }
    }

    private void mark(Kind kind, int thread, Line line) {
        if (line.firstOpen() >= nextUnit) {
            return;
        }
        Actor actor = actor(thread);
        actor.marks.add(new Actor.Mark(line, nextUnit));
        if (kind == Kind.CLFLUSH) {
            barriers = true;
            actor.barrier = new Barrier(line, nextUnit, actor.barrier);
        }
    }

    private void fence(int thread) {
        orderingPoint();
        Actor actor = actor(thread);
        Deque<Actor.Mark> due = new ArrayDeque<>(actor.marks);
        actor.marks.clear();
        actor.barrier = null;
        for (Unit unit : actor.free) {
            guarantee(unit, due);
        }
        for (Unit unit : actor.free) {
            settle(unit.line);
        }
        actor.free.clear();
        while (!due.isEmpty()) {
            Actor.Mark mark = due.pop();
            for (Unit unit : mark.line().units) {
                if (!unit.free && unit.number < mark.before()) {
                    guarantee(unit, due);
                }
            }
            settle(mark.line());
        }
    }

    /** Guarantees a unit, and makes due what a clflush put before it. */
    private static void guarantee(Unit unit, Deque<Actor.Mark> due) {
        unit.guaranteed = true;
        for (Barrier barrier = unit.barrier; barrier != null && !barrier.complete; barrier = barrier.previous) {
            barrier.complete = true;
            due.add(new Actor.Mark(barrier.line, barrier.before));
        }
    }

    private void settle(Line line) {
        if (!line.settle()) {
            lines.remove(line.address, line);
        }
    }

    // media errors

    private void media(Kind kind, long address, long length) {
        mediaHash = ImageHash.mix(mediaHash ^ ImageHash.mix(ImageHash.mix(address + kind.ordinal()) + length));
        if (kind == Kind.POISON_CLEARED) {
            for (long at = address; at < address + length; at += Pmem.ATOM) {
                hash ^= ImageHash.change(at, medium.word(at), 0);
            }
            // zeros, durable at once, whatever was in flight there
            for (long at = address; at < address + length; at += Pmem.LINE) {
                Line line = lines.remove(at);
                if (line != null) {
                    line.units.forEach(unit -> unit.guaranteed = true);
                }
            }
        }
        medium.media(kind, address, length);
    }

    private Actor actor(int thread) {
        while (actors.size() <= thread) {
            actors.add(new Actor());
        }
        return actors.get(thread);
    }
}
