package org.powercut.benchmarks.files;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads, writes, appends and accesses through a mapping, a batch at a time, each thread with its own file of 16 MiB. Every
 * invocation finds what the one before found, so that nothing grows from one to the next.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 60)
@Measurement(iterations = 15)
@SuppressWarnings("NullAway.Init") // JMH fills states before it uses them
public class DataBenchmark {
    static final int BATCH = 4096;
    static final int BIG_BATCH = 64;
    private static final int PAGE = 4096;
    private static final int MIB = 1 << 20;
    private static final long FILE = 16L << 20;

    /** Each thread's file of 16 MiB, with a shuffled order of its pages. */
    @State(Scope.Thread)
    public static class File {
        Subject.OpenedFile file;
        final int[] order = new int[BATCH];

        @Setup(Level.Trial)
        public void fill(Mounted mounted) throws IOException {
            file = mounted.subject.open("/data" + mounted.threads.incrementAndGet());
            for (long offset = 0; offset < FILE; offset += MIB) {
                file.write(offset, MIB);
            }
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < BATCH; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            file.close();
        }
    }

    /** A file that grows, and is cut after each invocation. */
    @State(Scope.Thread)
    public static class Growing {
        Subject.OpenedFile file;

        @Setup(Level.Trial)
        public void make(Mounted mounted) throws IOException {
            file = mounted.subject.open("/growing" + mounted.threads.incrementAndGet());
        }

        @TearDown(Level.Invocation)
        public void cut() throws IOException {
            file.truncate(0);
        }
    }

    /** A mapping of a file, each page touched before. */
    @State(Scope.Thread)
    public static class MappedFile {
        private Subject.Mapped mapped;

        @Setup(Level.Trial)
        public void map(File file) throws IOException {
            mapped = file.file.map(FILE);
            for (long position = 0; position < FILE; position += PAGE) {
                mapped.store(position, 1);
            }
        }

        @TearDown(Level.Trial)
        public void unmap() {
            mapped.close();
        }
    }

    // data

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long read4k(File file) throws IOException {
        long sum = 0;
        for (int i = 0; i < BATCH; i++) {
            sum += file.file.read((long) i * PAGE, PAGE);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long read4kRandom(File file) throws IOException {
        long sum = 0;
        for (int page : file.order) {
            sum += file.file.read((long) page * PAGE, PAGE);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void write4k(File file) throws IOException {
        for (int i = 0; i < BATCH; i++) {
            file.file.write((long) i * PAGE, PAGE);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void write4kRandom(File file) throws IOException {
        for (int page : file.order) {
            file.file.write((long) page * PAGE, PAGE);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void append4k(Growing file) throws IOException {
        for (int i = 0; i < BATCH; i++) {
            file.file.append(PAGE);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BIG_BATCH)
    public void fsyncAfter4k(File file) throws IOException {
        for (int i = 0; i < BIG_BATCH; i++) {
            file.file.write((long) file.order[i] * PAGE, PAGE);
            file.file.fsync();
        }
    }

    @Benchmark
    @OperationsPerInvocation(BIG_BATCH)
    public long read1m(File file) throws IOException {
        long sum = 0;
        for (int i = 0; i < BIG_BATCH; i++) {
            sum += file.file.read(i % (FILE / MIB) * MIB, MIB);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BIG_BATCH)
    public long read1mRandom(File file) throws IOException {
        long sum = 0;
        for (int i = 0; i < BIG_BATCH; i++) {
            sum += file.file.read(file.order[i] % (FILE / MIB - 1) * MIB + (long) PAGE * (i % 16), MIB);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BIG_BATCH)
    public void write1m(File file) throws IOException {
        for (int i = 0; i < BIG_BATCH; i++) {
            file.file.write(i % (FILE / MIB) * MIB, MIB);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BIG_BATCH)
    public void write1mRandom(File file) throws IOException {
        for (int i = 0; i < BIG_BATCH; i++) {
            file.file.write(file.order[i] % (FILE / MIB - 1) * MIB + (long) PAGE * (i % 16), MIB);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BIG_BATCH)
    public void append1m(Growing file) throws IOException {
        for (int i = 0; i < BIG_BATCH; i++) {
            file.file.append(MIB);
        }
    }

    // mappings

    @Benchmark
    @OperationsPerInvocation(BATCH * 8)
    public long mappedLoad(MappedFile file, File order) {
        long sum = 0;
        for (int i = 0; i < 8; i++) {
            for (int page : order.order) {
                sum += file.mapped.load((long) page * PAGE + i * 8L);
            }
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH * 8)
    public void mappedStore(MappedFile file, File order) {
        for (int i = 0; i < 8; i++) {
            for (int page : order.order) {
                file.mapped.store((long) page * PAGE + i * 8L, i);
            }
        }
    }
}
