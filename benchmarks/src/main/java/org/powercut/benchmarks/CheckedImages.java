package org.powercut.benchmarks;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;

/**
 * Checks an image with a program, which gets it as a file; for one worker.
 *
 * @param program exit code 0 says that the image is fine
 * @param file that the image is written to
 */
record CheckedImages(Path program, Path file) implements Subject {
    @Override
    public Object recover(TracedDevice device) throws IOException {
        byte[] image = new byte[(int) device.size()];
        device.getBytes(0, MemorySegment.ofArray(image), 0, image.length);
        return Files.write(file, image);
    }

    @Override
    public void check(TracedDevice device, Object recovered, CrashInfo crash) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), recovered.toString())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new BrokenPromise(FailureClass.BROKEN_PROMISE, "the program says no");
        }
    }
}
