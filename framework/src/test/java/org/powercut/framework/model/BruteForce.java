package org.powercut.framework.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.powercut.pmem.AccessMode;

/**
 * A second opinion on the model, made the other way: a naive machine that runs a trace. Each thread has a store buffer
 * that empties in order into the caches or, for non-temporal stores, into write-combining buffers; cache lines write
 * back store by store, and write-combining buffers atom by atom, whenever they like; clflush waits in the store buffer,
 * and fences wait for what they complete. Every step that may happen is tried, and every state of the media kept.
 *
 * <p>With persistent caches, a store that reached the caches counts as persisted. A compiler that may reorder is played by
 * running every order of the stores between two ordering points that its rules allow.
 *
 * <p>For traces of few pieces only. Knows the {@link Trace}, and nothing of the model.
 */
final class BruteForce {
    private static final int BUFFERED = 0;
    private static final int CACHE = 1;
    private static final int MEDIA = 2;

    private final Platform platform;

    /** What the machine runs: pieces of stores, and what orders them. */
    private final List<Op> ops;

    /** From here on the compiler may have reordered what a cut in the middle sees. */
    private final int lastRegion;

    private BruteForce(Platform platform, List<Op> ops, int lastRegion) {
        this.platform = platform;
        this.ops = ops;
        this.lastRegion = lastRegion;
    }

    /** The images that a power cut at a position can leave on a device of zeros: words that are not zero. */
    static Set<Map<Long, Long>> images(Trace trace, Platform platform, CompilerOrder order, int position) {
        Set<Map<Long, Long>> images = new HashSet<>();
        List<List<Op>> regions = regions(trace, position);
        for (List<Op> program : compile(regions, order)) {
            int last = order == CompilerOrder.JAVA
                    ? program.size() - regions.getLast().size()
                    : program.size();
            images.addAll(new BruteForce(platform, program, last).run());
        }
        return images;
    }

    // the compiler

    /** The operations of the first events of a trace, split at ordering points. */
    private static List<List<Op>> regions(Trace trace, int position) {
        List<List<Op>> regions = new ArrayList<>();
        regions.add(new ArrayList<>());
        int piece = 0;
        for (int event = 0; event < position; event++) {
            if (event > 0 && trace.thread(event) != trace.thread(event - 1)) {
                regions.add(new ArrayList<>());
            }
            for (Op op : expand(trace, event, piece, event + 1 < position)) {
                if (op.kind == Op.STORE) {
                    piece++;
                    regions.getLast().add(op);
                } else {
                    regions.add(List.of(op));
                    regions.add(new ArrayList<>());
                }
            }
        }
        return regions;
    }

    /** Every program that the compiler may make of them. */
    private static List<List<Op>> compile(List<List<Op>> regions, CompilerOrder order) {
        List<List<Op>> programs = new ArrayList<>(List.of(List.of()));
        for (List<Op> region : regions) {
            List<List<Op>> orders =
                    order == CompilerOrder.JAVA && region.stream().allMatch(op -> op.kind == Op.STORE)
                            ? orders(region)
                            : List.of(region);
            List<List<Op>> longer = new ArrayList<>();
            for (List<Op> program : programs) {
                for (List<Op> next : orders) {
                    List<Op> both = new ArrayList<>(program);
                    both.addAll(next);
                    longer.add(both);
                }
            }
            programs = longer;
        }
        return programs;
    }

    /** The events as the machine's operations; a volatile store's fence is left out right before the cut. */
    private static List<Op> expand(Trace trace, int event, int firstPiece, boolean another) {
        Kind kind = trace.kind(event);
        int thread = trace.thread(event);
        List<Op> ops = new ArrayList<>();
        switch (kind) {
            case FENCE, LOCKED_FAILED -> ops.add(Op.of(Op.FENCE, event, thread, 0));
            case CLWB, CLFLUSHOPT, CLFLUSH -> {
                long end = trace.address(event) + trace.length(event);
                for (long line = trace.address(event) / 64; line * 64 < end; line++) {
                    ops.add(Op.of(kind == Kind.CLFLUSH ? Op.CLFLUSH : Op.FLUSH, event, thread, line * 64));
                }
            }
            case STORE, NT_STORE, DIRECT_STORE, LOCKED -> {
                if (kind == Kind.LOCKED) {
                    ops.add(Op.of(Op.FENCE, event, thread, 0));
                }
                ops.addAll(pieces(trace, event, firstPiece));
                // a locked store is visible when the instruction ends
                if (kind == Kind.LOCKED || trace.mode(event) == AccessMode.VOLATILE && another) {
                    ops.add(Op.of(Op.FENCE, event, thread, 0));
                }
            }
            default -> ops.add(Op.of(Op.NOTHING, event, thread, 0));
        }
        return ops;
    }

    private static List<Op> pieces(Trace trace, int event, int firstPiece) {
        long start = trace.address(event);
        long end = start + trace.length(event);
        Kind kind = trace.kind(event);
        // bytes fall into one piece if they have the same key
        Map<Long, BitSet> byKey = new TreeMap<>();
        for (long at = start; at < end; at++) {
            long key = kind == Kind.DIRECT_STORE ? at / 64 : at / (trace.tear(event) == 0 ? 8 : trace.tear(event));
            byKey.computeIfAbsent(key, k -> new BitSet()).set((int) at);
        }
        List<Op> pieces = new ArrayList<>();
        for (BitSet bytes : byKey.values()) {
            int first = bytes.nextSetBit(0);
            long atom = first / 8 * 8L;
            boolean combining = kind == Kind.DIRECT_STORE || kind == Kind.NT_STORE && atom >= start && atom + 8 <= end;
            int mode = kind == Kind.LOCKED
                    ? Op.RELEASE
                    : switch (trace.mode(event)) {
                        case PLAIN -> Op.PLAIN;
                        case OPAQUE -> Op.OPAQUE;
                        default -> Op.RELEASE;
                    };
            Map<Integer, Byte> stored = new HashMap<>();
            bytes.stream().forEach(at -> stored.put(at, trace.storedByte(event, at - start)));
            pieces.add(new Op(
                    Op.STORE,
                    event,
                    trace.thread(event),
                    first / 64,
                    combining,
                    mode,
                    stored,
                    firstPiece + pieces.size()));
        }
        return pieces;
    }

    /** The orders of a region's stores that keep the order of each byte, of releases, and of opaque ones. */
    private static List<List<Op>> orders(List<Op> region) {
        if (region.size() < 2) {
            return List.of(region);
        }
        List<List<Op>> orders = new ArrayList<>();
        for (Op first : region) {
            boolean mayBeFirst =
                    region.stream().takeWhile(op -> op != first).noneMatch(earlier -> mustPrecede(earlier, first));
            if (mayBeFirst) {
                List<Op> rest = new ArrayList<>(region);
                rest.remove(first);
                for (List<Op> order : orders(rest)) {
                    List<Op> whole = new ArrayList<>(List.of(first));
                    whole.addAll(order);
                    orders.add(whole);
                }
            }
        }
        return orders;
    }

    private static boolean mustPrecede(Op earlier, Op later) {
        if (earlier.event == later.event || earlier.combining || later.combining) {
            return false;
        }
        return earlier.stored.keySet().stream().anyMatch(later.stored::containsKey)
                || later.mode == Op.RELEASE
                || earlier.mode != Op.PLAIN && later.mode != Op.PLAIN;
    }

    // the machine

    private Set<Map<Long, Long>> run() {
        Set<Machine> machines = Set.of(new Machine(0, List.of(0L, 0L)));
        Set<Map<Long, Long>> images = new HashSet<>();
        for (int i = 0; i < ops.size(); i++) {
            boolean eventBegins = i == 0 || ops.get(i - 1).event != ops.get(i).event;
            if (platform == Platform.EADR && eventBegins) {
                // what was stored before is visible before the next event
                int issued = i;
                machines = keep(machines, i, machine -> isVisible(machine, issued));
            }
            if (platform == Platform.EADR && i >= lastRegion) {
                images.addAll(images(machines, i));
            }
            machines = closure(step(machines, i), i + 1);
        }
        images.addAll(images(machines, ops.size()));
        return images;
    }

    private Set<Machine> step(Set<Machine> machines, int i) {
        Op op = ops.get(i);
        return switch (op.kind) {
            case Op.STORE, Op.CLFLUSH -> machines;
            case Op.FLUSH -> {
                long before = storesBefore(i, op.line);
                yield map(machines, machine -> machine.move(i, MEDIA).mark(op.thread, before));
            }
            case Op.FENCE ->
                map(
                        keep(machines, i, machine -> isComplete(machine, i, op.thread)),
                        m -> m.move(i, MEDIA).unmark(op.thread));
            default -> map(machines, machine -> machine.move(i, MEDIA));
        };
    }

    private static Set<Machine> map(Set<Machine> machines, UnaryOperator<Machine> step) {
        return machines.stream().map(step).collect(Collectors.toSet());
    }

    private Set<Machine> keep(Set<Machine> machines, int issued, Predicate<Machine> which) {
        return closure(machines, issued).stream().filter(which).collect(Collectors.toSet());
    }

    /** Ordered stores to a line that were issued before a flush, one bit each. */
    private long storesBefore(int flush, long line) {
        long stores = 0;
        for (int i = 0; i < flush; i++) {
            if (ops.get(i).isOrdered() && ops.get(i).line == line) {
                stores |= 1L << i;
            }
        }
        return stores;
    }

    private boolean isVisible(Machine machine, int issued) {
        return IntStream.range(0, issued).noneMatch(i -> machine.place(i) == BUFFERED);
    }

    /** Whether a thread's fence need not wait: its buffer is empty, its flushes and non-temporal stores are done. */
    private boolean isComplete(Machine machine, int issued, int thread) {
        for (int i = 0; i < issued; i++) {
            Op op = ops.get(i);
            boolean own = op.thread == thread && (machine.place(i) == BUFFERED || op.combining);
            boolean marked = (machine.marks.get(thread) >> i & 1) != 0 && platform == Platform.ADR;
            if ((own || marked) && machine.place(i) != MEDIA) {
                return false;
            }
        }
        return true;
    }

    /** All machines that can come of these by steps that nobody asked for. */
    private Set<Machine> closure(Set<Machine> from, int issued) {
        Set<Machine> all = new HashSet<>(from);
        Deque<Machine> next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            Machine machine = next.pop();
            for (int i = 0; i < issued; i++) {
                int place = machine.place(i);
                int to = place;
                if (place == BUFFERED && canLeaveBuffer(machine, i)) {
                    to = ops.get(i).kind == Op.CLFLUSH ? MEDIA : CACHE;
                } else if (place == CACHE && canPersist(machine, i)) {
                    to = MEDIA;
                }
                Machine moved = to == place ? machine : machine.move(i, to);
                if (all.add(moved)) {
                    next.push(moved);
                }
            }
        }
        return all;
    }

    private boolean canLeaveBuffer(Machine machine, int i) {
        Op op = ops.get(i);
        for (int e = 0; e < i; e++) {
            Op earlier = ops.get(e);
            boolean waits = machine.place(e) == BUFFERED && earlier.event != op.event;
            // the buffer is a queue, and a line sees stores in the order of the trace
            if (waits && earlier.thread == op.thread && platform == Platform.ADR) {
                return false;
            }
            if (waits && op.isOrdered() && earlier.isOrdered() && earlier.line == op.line) {
                return false;
            }
            boolean flushed = op.kind == Op.CLFLUSH && platform == Platform.ADR && earlier.line == op.line;
            if (flushed && earlier.isOrdered() && machine.place(e) != MEDIA) {
                return false;
            }
        }
        return true;
    }

    private boolean canPersist(Machine machine, int i) {
        Op op = ops.get(i);
        for (int e = 0; e < i; e++) {
            Op earlier = ops.get(e);
            boolean ahead = earlier.isOrdered() && earlier.line == op.line && earlier.event != op.event;
            if (!op.combining && ahead && machine.place(e) != MEDIA) {
                return false;
            }
        }
        return true;
    }

    private Set<Map<Long, Long>> images(Set<Machine> machines, int issued) {
        return machines.stream().map(machine -> image(machine, issued)).collect(Collectors.toSet());
    }

    private Map<Long, Long> image(Machine machine, int issued) {
        Map<Long, Long> words = new TreeMap<>();
        IntStream.range(0, issued)
                .filter(i -> ops.get(i).kind == Op.STORE)
                .filter(i -> machine.place(i) == MEDIA
                        || platform == Platform.EADR && !ops.get(i).combining && machine.place(i) == CACHE)
                .mapToObj(ops::get)
                .sorted((a, b) -> Integer.compare(a.piece, b.piece))
                .forEach(op -> op.stored.forEach((at, value) -> {
                    int shift = 8 * (at % 8);
                    words.merge(at / 8 * 8L, (value & 0xffL) << shift, (old, now) -> old & ~(0xffL << shift) | now);
                }));
        words.values().removeIf(value -> value == 0);
        return words;
    }

    /** One possible machine: where each operation is, two bits each, and what each thread's next fence waits for. */
    private record Machine(long places, List<Long> marks) {
        int place(int op) {
            return (int) (places >>> 2 * op) & 3;
        }

        Machine move(int op, int to) {
            return new Machine(places & ~(3L << 2 * op) | (long) to << 2 * op, marks);
        }

        Machine mark(int thread, long stores) {
            List<Long> more = new ArrayList<>(marks);
            more.set(thread, marks.get(thread) | stores);
            return new Machine(places, more);
        }

        Machine unmark(int thread) {
            List<Long> fewer = new ArrayList<>(marks);
            fewer.set(thread, 0L);
            return new Machine(places, fewer);
        }
    }

    /** One operation of the machine; {@code piece} numbers pieces in the order of the trace. */
    private static final class Op {
        static final int STORE = 0;
        static final int FLUSH = 1;
        static final int CLFLUSH = 2;
        static final int FENCE = 3;
        static final int NOTHING = 4;

        static final int PLAIN = 0;
        static final int OPAQUE = 1;
        static final int RELEASE = 2;

        final int kind;
        final int event;
        final int thread;
        final long line;
        final boolean combining;
        final int mode;
        final Map<Integer, Byte> stored;
        final int piece;

        Op(
                int kind,
                int event,
                int thread,
                long line,
                boolean combining,
                int mode,
                Map<Integer, Byte> stored,
                int piece) {
            this.kind = kind;
            this.event = event;
            this.thread = thread;
            this.line = line;
            this.combining = combining;
            this.mode = mode;
            this.stored = stored;
            this.piece = piece;
        }

        /** Whether it is a store through the cache. */
        boolean isOrdered() {
            return kind == STORE && !combining;
        }

        static Op of(int kind, int event, int thread, long address) {
            return new Op(kind, event, thread, address / 64, false, PLAIN, Map.of(), -1);
        }
    }
}
