package org.powercut.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.trace.ImageFile;

/**
 * A program of the user's that recovers and judges a crash image: gets each as files, made anew, and says with exit code
 * 0 that it is fine. What it called fine is not given to it again.
 */
final class CommandSubject implements Subject {
    private static final int MOST_OUTPUT = 2000;

    private final List<String> words;
    private final List<ImageFile> files;
    private final List<Path> paths = new ArrayList<>();
    private final Path output;
    private final PassedImages passed;

    /**
     * A check of its own directory.
     *
     * @param words the program and its first arguments
     * @param directory where the images go; must be there
     * @param passed what the program has called fine, whoever asked
     */
    CommandSubject(List<String> words, List<ImageFile> files, Path directory, PassedImages passed) {
        this.words = words;
        this.files = files;
        this.passed = passed;
        this.output = directory.resolve("output");
        for (int i = 0; i < files.size(); i++) {
            paths.add(directory.resolve("image" + (files.size() == 1 ? "" : i)));
        }
    }

    @Override
    public Object recover(TracedDevice device) {
        return device.image();
    }

    @Override
    public void check(TracedDevice device, Object recovered, CrashInfo crash) throws Exception {
        DeviceImage image = (DeviceImage) recovered;
        ByteBuffer key = PassedImages.key(image, crash);
        if (passed.spares(key)) {
            return;
        }
        int code;
        try {
            for (int i = 0; i < files.size(); i++) {
                ImageWriter.write(image, files.get(i), paths.get(i));
            }
            code = run(crash);
        } catch (IOException e) {
            // says nothing of the image
            throw new BrokenPromise(FailureClass.FRAMEWORK_ERROR, "the check could not be run: " + e.getMessage());
        }
        if (code != 0) {
            throw new BrokenPromise(
                    FailureClass.BROKEN_PROMISE, "the check ended with exit code " + code + outputInWords());
        }
        passed.add(key);
    }

    private int run(CrashInfo crash) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(words);
        paths.forEach(path -> line.add(path.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("POWERCUT_MILESTONES", String.join("\n", crash.milestones()));
        environment.put("POWERCUT_OPERATION", crash.operation().orElse(""));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    private String outputInWords() throws IOException {
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return ", without a word";
        }
        return ": " + (text.length() <= MOST_OUTPUT ? text : "... " + text.substring(text.length() - MOST_OUTPUT));
    }
}
