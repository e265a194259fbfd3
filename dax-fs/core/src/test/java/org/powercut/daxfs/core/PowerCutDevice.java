package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/**
 * A device that can lose what was not fenced, by whole lines: a coarse sieve for this module's own tests. What a power
 * cut can really leave is the business of the crash-test framework. Used by several threads, one at a time.
 */
final class PowerCutDevice {
    final PmemDevice device;
    private final SimulatedDevice memory;
    private final byte[] durable;
    /** Lines that were stored to and are not durable. */
    private final TreeSet<Long> inFlight = new TreeSet<>();
    /** What each thread's next fence makes durable, by line. */
    private final Map<Thread, Map<Long, byte[]>> marked = new HashMap<>();

    private Runnable beforeFence = () -> {};

    PowerCutDevice(SimulatedDevice memory) {
        this.memory = memory;
        this.durable = read(0, (int) memory.size());
        this.device = (PmemDevice) Proxy.newProxyInstance(
                PmemDevice.class.getClassLoader(), new Class<?>[] {PmemDevice.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("fence")) {
                        fence();
                        return null;
                    }
                    Object result;
                    try {
                        result = method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    note(method.getName(), arguments);
                    return result;
                });
    }

    /** The same device, but it has no memory to show. */
    PmemDevice withoutMemory() {
        return (PmemDevice) Proxy.newProxyInstance(
                PmemDevice.class.getClassLoader(), new Class<?>[] {PmemDevice.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("memory")) {
                        return Optional.empty();
                    }
                    try {
                        return method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Stores came that were no calls of the device: all of a segment of its memory. */
    void storedBehindItsBack(MemorySegment segment) {
        long start = memory.memory(0, memory.size()).orElseThrow().address();
        stored(segment.address() - start, segment.byteSize(), false);
    }

    /** Runs before each fence, when the most is in flight. */
    void beforeFence(Runnable action) {
        beforeFence = action;
    }

    private void note(String instruction, Object[] arguments) {
        switch (instruction) {
            case "putByte" -> stored((long) arguments[0], 1, false);
            case "putInt" -> stored((long) arguments[0], 4, false);
            case "putLong" -> stored((long) arguments[0], 8, false);
            case "putBytes" -> stored((long) arguments[0], (long) arguments[3], false);
            case "fill" -> stored((long) arguments[0], (long) arguments[1], false);
            case "ntPutLong" -> stored((long) arguments[0], 8, true);
            case "ntPutBytes" -> storedPast((long) arguments[0], (long) arguments[3]);
            case "ntFill" -> storedPast((long) arguments[0], (long) arguments[1]);
            case "flush" -> mark((long) arguments[0], (long) arguments[1]);
            default -> {}
        }
    }

    /** Partial first and last atoms go through the cache: their lines count as not written back. */
    private void storedPast(long offset, long length) {
        stored(offset, length, false);
        long end = offset + length;
        long from = offset % Pmem.ATOM == 0 ? offset : Pmem.floor(offset, Pmem.LINE) + Pmem.LINE;
        long to = end % Pmem.ATOM == 0 ? end : Pmem.floor(end, Pmem.LINE);
        if (from < to) {
            mark(from, to - from);
        }
    }

    private void stored(long offset, long length, boolean marks) {
        for (long line = offset / Pmem.LINE; line * Pmem.LINE < offset + length; line++) {
            inFlight.add(line);
        }
        if (marks) {
            mark(offset, length);
        }
    }

    private void mark(long offset, long length) {
        Map<Long, byte[]> mine = marked.computeIfAbsent(Thread.currentThread(), thread -> new HashMap<>());
        for (long line = offset / Pmem.LINE; line * Pmem.LINE < offset + length; line++) {
            if (inFlight.contains(line)) {
                mine.put(line, read(line * Pmem.LINE, Pmem.LINE));
            }
        }
    }

    private void fence() {
        beforeFence.run();
        Map<Long, byte[]> mine = marked.remove(Thread.currentThread());
        if (mine != null) {
            mine.forEach((line, bytes) -> {
                System.arraycopy(bytes, 0, durable, (int) (line * Pmem.LINE), Pmem.LINE);
                if (java.util.Arrays.equals(bytes, read(line * Pmem.LINE, Pmem.LINE))) {
                    inFlight.remove(line);
                }
            });
        }
    }

    /** Whether everything that was stored is sure to be there after a power cut now. */
    boolean isDurable() {
        return inFlight.isEmpty();
    }

    /** What is sure to be there after a power cut now. */
    byte[] durable() {
        return durable.clone();
    }

    /** What may be there: of the lines in flight, each one by the toss of a coin. */
    byte[] image(Random random) {
        byte[] image = durable.clone();
        for (long line : inFlight) {
            if (random.nextBoolean()) {
                System.arraycopy(read(line * Pmem.LINE, Pmem.LINE), 0, image, (int) (line * Pmem.LINE), Pmem.LINE);
            }
        }
        return image;
    }

    private byte[] read(long offset, int length) {
        byte[] bytes = new byte[length];
        memory.getBytes(offset, MemorySegment.ofArray(bytes), 0, length);
        return bytes;
    }
}
