package org.powercut.benchmarks.files;

import java.io.IOException;
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
 * What is done with names, a batch at a time, each thread in its own directory. Every invocation finds what the one before
 * found, so that nothing grows from one to the next.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 60)
@Measurement(iterations = 15)
@SuppressWarnings("NullAway.Init") // JMH fills states before it uses them
public class NamesBenchmark {
    static final int BATCH = 4096;

    /** Each thread's directory: names exist or not, as a benchmark needs them. */
    private abstract static class Directory {
        Subject subject;
        final String[] names = new String[BATCH];
        final String[] others = new String[BATCH];

        void make(Mounted mounted) throws IOException {
            subject = mounted.subject;
            String directory = "/d" + mounted.threads.incrementAndGet();
            subject.mkdir(directory);
            for (int i = 0; i < BATCH; i++) {
                names[i] = directory + "/file-" + i;
                others[i] = directory + "/other-" + i;
            }
        }

        void createAll() throws IOException {
            for (String name : names) {
                subject.create(name);
            }
        }

        void remove(String[] which) throws IOException {
            for (String name : which) {
                subject.unlink(name);
            }
        }
    }

    @State(Scope.Thread)
    public static class Empty extends Directory {
        @Setup(Level.Trial)
        public void prepare(Mounted mounted) throws IOException {
            make(mounted);
        }

        @TearDown(Level.Invocation)
        public void empty() throws IOException {
            remove(names);
        }
    }

    @State(Scope.Thread)
    public static class Full extends Directory {
        @Setup(Level.Trial)
        public void prepare(Mounted mounted) throws IOException {
            make(mounted);
            createAll();
        }
    }

    @State(Scope.Thread)
    public static class Emptied extends Directory {
        @Setup(Level.Trial)
        public void prepare(Mounted mounted) throws IOException {
            make(mounted);
        }

        @Setup(Level.Invocation)
        public void fill() throws IOException {
            createAll();
        }
    }

    @State(Scope.Thread)
    public static class Renamed extends Directory {
        @Setup(Level.Trial)
        public void prepare(Mounted mounted) throws IOException {
            make(mounted);
            createAll();
        }

        @TearDown(Level.Invocation)
        public void back() throws IOException {
            for (int i = 0; i < BATCH; i++) {
                subject.rename(others[i], names[i]);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void create(Empty directory) throws IOException {
        directory.createAll();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long stat(Full directory) throws IOException {
        long sum = 0;
        for (String name : directory.names) {
            sum += directory.subject.stat(name);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void lookup(Full directory) throws IOException {
        for (String name : directory.names) {
            directory.subject.lookup(name);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void rename(Renamed directory) throws IOException {
        for (int i = 0; i < BATCH; i++) {
            directory.subject.rename(directory.names[i], directory.others[i]);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void unlink(Emptied directory) throws IOException {
        directory.remove(directory.names);
    }
}
