package org.powercut.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.SimulatedDevice;

/**
 * What 1024 stores of 8 bytes cost, in ns: to plain memory, to a device as a user has it, through a call site that was
 * rewritten, and recorded. The difference between the last and the first is the price of recording.
 *
 * <p>Each sample is a few microseconds long, much shorter than a scheduler's time slice, so the median holds on a machine
 * that does other things too.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreBenchmark {

    /** Plain memory outside the heap. */
    @State(Scope.Thread)
    public static class Memory {
        private final MemorySegment bytes = Arena.global().allocate(Stores.BYTES);
        private long value;
    }

    /** A device that no test framework looks at. */
    @State(Scope.Thread)
    public static class Simulated {
        private final SimulatedDevice device = SimulatedDevice.ofSize(Stores.BYTES);
        private long value;
    }

    /** A device of the framework. */
    @State(Scope.Thread)
    public static class Traced {
        private final TracedDevice device = TracedDevice.ofSize(Stores.BYTES);
        private final Tape tape = new Tape();
        private long value;
    }

    /** With this, the call sites of the stores are rewritten. */
    @State(Scope.Benchmark)
    public static class Rewritten {
        /** Rewrites. */
        @Setup
        public void install() {
            Instrumentation.install(Set.of(Stores.class.getPackageName()));
        }
    }

    /** The store that all others are held against. */
    @Benchmark
    public void plainMemory(Memory memory) {
        Stores.toMemory(memory.bytes, memory.value++);
    }

    /** What production code pays for the device's bounds and error types. */
    @Benchmark
    public void simulatedDevice(Simulated simulated) {
        Stores.toDevice(simulated.device, simulated.value++);
    }

    /** What a rewritten call site costs on a device that is not traced. */
    @Benchmark
    public void simulatedDeviceRewritten(Simulated simulated, Rewritten rewritten) {
        Stores.toDevice(simulated.device, simulated.value++);
    }

    /** A traced device before and after the workload. */
    @Benchmark
    public void tracedNotRecordingRewritten(Traced traced, Rewritten rewritten) {
        Stores.toDevice(traced.device, traced.value++);
    }

    /** A store of code that is not instrumented, recorded without its site. */
    @Benchmark
    public void tracedRecording(Traced traced) {
        traced.tape.clear();
        traced.device.record(traced.tape);
        Stores.toDevice(traced.device, traced.value++);
        traced.device.stopRecording();
    }

    /** A recorded store of the code under test. */
    @Benchmark
    public void tracedRecordingRewritten(Traced traced, Rewritten rewritten) {
        traced.tape.clear();
        traced.device.record(traced.tape);
        Stores.toDevice(traced.device, traced.value++);
        traced.device.stopRecording();
    }

    /** A store of a recovery that is explored: recorded, and undone. */
    @Benchmark
    public void tracedRecordingUndoneRewritten(Traced traced, Rewritten rewritten) {
        traced.tape.clear();
        traced.device.startUndo();
        traced.device.record(traced.tape);
        Stores.toDevice(traced.device, traced.value++);
        traced.device.stopRecording();
        traced.device.rollback(0);
    }
}
