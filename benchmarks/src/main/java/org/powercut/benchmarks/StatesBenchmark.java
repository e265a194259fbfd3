package org.powercut.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.powercut.daxfs.Contract;

/**
 * How many crash states of {@link ReplaceDocuments} on dax-fs are explored in a second: {@code states} in the results.
 * Each {@link Work} up to {@link Work#FSCK} does more; {@link Work#COPY} and {@link Work#FILE} are what one would do without
 * Powercut, and to be held against {@link Work#VERIFY}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 3)
@State(Scope.Benchmark)
public class StatesBenchmark {
    private static final long DEVICE_SIZE = 2 << 20;
    private static final long STATES_PER_POINT = 512;
    private static final int RANDOM_STATES = 64;

    /** What is done for each state. */
    @Param
    public Work work = Work.VERIFY;

    /** Workers. */
    @Param({"1", "2"})
    public int threads = 1;

    private @Nullable Exploring exploring;

    /** What one iteration explored; JMH divides {@code states} by the wall-clock time. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Counts {
        /** Crash states that were recovered and checked. */
        public long states;
    }

    /** Runs the workload. */
    @Setup
    public void record() {
        exploring = new Exploring(new ReplaceDocuments(10, Contract.STRONG), DEVICE_SIZE);
    }

    /** Explores. */
    @Benchmark
    public void explore(Counts counts) {
        counts.states += requireNonNull(exploring)
                .run(work, threads, STATES_PER_POINT, RANDOM_STATES, more -> {})
                .explored();
    }
}
