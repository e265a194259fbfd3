package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * What every editor and every database does, through java.nio.file alone: write a new file beside the old one, force it,
 * move it into place, and force the directory. The code under test gets a {@link Path} and knows of no file system.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G11")
@DisplayName("a file saved through java.nio.file is the old or the new one")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class PathsAreSavedWhole {
    private static final byte[] OLD = Content.of(1, 3000);
    private static final byte[] NEW = Content.of(2, 5000);

    @Prepare
    void oldFile(Path root) throws IOException {
        Files.write(Files.createDirectory(root.resolve("dir")).resolve("saved"), OLD);
        force(root.resolve("dir/saved"));
        force(root.resolve("dir"));
        force(root);
    }

    @Workload
    void save(Path root, Milestones reached) throws IOException {
        Path directory = root.resolve("dir");
        Path fresh = directory.resolve("saved.new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            channel.write(ByteBuffer.wrap(NEW));
            channel.force(true);
        }
        Files.move(fresh, directory.resolve("saved"), StandardCopyOption.ATOMIC_MOVE);
        force(directory);
        reached.mark("saved");
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Verify
    void oldXorNew(Path root, Crash crash) throws IOException {
        byte[] content = Files.readAllBytes(root.resolve("dir/saved"));
        if (crash.reached("saved")) {
            assertThat(content).isEqualTo(NEW);
            assertThat(root.resolve("dir/saved.new")).doesNotExist();
        } else {
            assertThat(content)
                    .satisfiesAnyOf(
                            bytes -> assertThat(bytes).isEqualTo(OLD),
                            bytes -> assertThat(bytes).isEqualTo(NEW));
        }
    }
}
