package org.powercut.framework.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.PmemDevice;

/**
 * Whoever asks for lost data gets files and ranges, not device addresses: each file that lost something and exactly the
 * sectors it lost, and no other (the wish that started xfs rmap and its failure notification). Latent errors are listed
 * once an access has found them; a file that moved is listed under its new name.
 */
@CrashTest
@Tag("media")
@Guarantee({"G39", "G43"})
@DisplayName("media errors are listed for each file that lost something")
@Requires(Capability.MEDIA_ERROR_LIST)
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class MediaErrorsAreListedPerFile {
    private static final byte[] A = Content.of(1, 2 * 4096);
    private static final byte[] B = Content.of(2, 2 * 4096);

    /** A lost sector of a file. */
    private record Lost(String path, long offset) {}

    @Prepare
    void threeFilesTwoDamaged(DaxFileSystem fs, PmemDevice device) {
        fs.mkdir("/dir");
        for (String path : List.of("/a", "/dir/b", "/good")) {
            try (DaxFile file = fs.create(path)) {
                file.write(0, path.equals("/a") ? A : path.equals("/dir/b") ? B : Content.of(3, 4096));
            }
        }
        device.mediaErrors().poison(Content.locate(device, A) + 1024, 512, Visibility.LATENT);
        device.mediaErrors()
                .poison(Content.locate(device, Arrays.copyOfRange(B, 4096, 8192)) + 2000, 100, Visibility.LATENT);
    }

    @Workload
    void findBothAndMoveOne(DaxFileSystem fs, Milestones reached) {
        lose(fs, "/a");
        reached.mark("a");
        lose(fs, "/dir/b");
        reached.mark("b");
        fs.rename("/dir/b", "/moved");
        reached.mark("moved");
        Durable.sync(fs, reached);
    }

    @Verify
    void filesAndRanges(DaxFileSystem fs, Crash crash) throws Throwable {
        String b = fs.exists("/moved") ? "/moved" : "/dir/b";
        Lost ofA = new Lost("/a", 1024);
        List<Lost> ofB = List.of(new Lost(b, 4096 + 3 * 512), new Lost(b, 4096 + 4 * 512));
        List<Lost> listed = sectors(fs.mediaErrors());
        Promise.mediaErrorsTold(() -> {
            if (crash.reached("b")) {
                assertThat(listed).containsExactlyInAnyOrder(ofA, ofB.getFirst(), ofB.getLast());
            } else if (crash.reached("a")) {
                assertThat(listed).contains(ofA).isSubsetOf(ofA, ofB.getFirst(), ofB.getLast());
            } else {
                assertThat(listed).isSubsetOf(ofA);
            }
        });
        if (Durable.reached(fs, crash, "moved")) {
            Promise.durable(() -> assertThat(b).isEqualTo("/moved"));
        }
    }

    private static void lose(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path, OpenFlag.READ)) {
            assertThatThrownBy(() -> file.read(0, A.length)).isInstanceOf(FileMediaErrorException.class);
        }
    }

    private static List<Lost> sectors(List<FileMediaError> errors) {
        return errors.stream()
                .flatMap(error -> LongStream.range(0, error.length() / 512)
                        .mapToObj(sector -> new Lost(error.path(), error.offset() + sector * 512)))
                .toList();
    }
}
