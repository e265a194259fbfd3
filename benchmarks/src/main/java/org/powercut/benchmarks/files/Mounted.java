package org.powercut.benchmarks.files;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The file system that a benchmark runs on, shared by all its threads. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH fills states before it uses them
public class Mounted {
    @Param({"dax-fs", "dax-fs:nodatacow", "dax-fs:nio", "dax-fs:clwb", "dax-fs:file", "jimfs", "tmpfs", "disk"})
    public String fileSystem = "";

    final AtomicInteger threads = new AtomicInteger();
    Subject subject;

    @Setup(Level.Trial)
    public void mount() throws IOException {
        subject = Subjects.make(fileSystem);
    }

    @TearDown(Level.Trial)
    public void unmount() throws IOException {
        subject.close();
    }
}
