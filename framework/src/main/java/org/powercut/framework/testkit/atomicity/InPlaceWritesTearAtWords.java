package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
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
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;

/**
 * A write of a nodatacow file goes in place and may tear, but only between aligned 8-byte words: each word is the old or the
 * new one, and all are new once the write returned, under the WEAK contract once it was synced (Intel SDM vol. 3A: an aligned 8-byte store is atomic). The end of the
 * file does not tear: size and the data behind the old end come together.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G17")
@DisplayName("a nodatacow write tears at 8-byte words only")
@Requires(Capability.NODATACOW)
@Explore(states = 200_000, budget = "20s", randomStates = 128)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class InPlaceWritesTearAtWords {
    private static final byte[] OLD = Content.of(1, 9000);
    private static final byte[] FIRST = Content.patched(OLD, 13, Content.of(2, 1001));
    private static final byte[] SECOND = Content.patched(FIRST, 4090, Content.of(3, 300));
    private static final byte[] LONGER = Content.patched(SECOND, 8990, Content.of(4, 5000));
    private static final List<byte[]> VERSIONS = List.of(OLD, FIRST, SECOND, LONGER);

    @Prepare
    void file(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/table", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, OLD);
        }
    }

    @Workload
    void overwriteAndExtend(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/table", OpenFlag.READ, OpenFlag.WRITE)) {
            file.write(13, Content.of(2, 1001));
            reached.mark("done");
            file.write(4090, Content.of(3, 300));
            reached.mark("done");
            Durable.sync(fs, reached);
            file.write(8990, Content.of(4, 5000));
            reached.mark("done");
            Durable.sync(fs, reached);
        }
    }

    @Verify
    void eachWordIsOldOrNew(DaxFileSystem fs, Crash crash) throws Throwable {
        List<byte[]> legal =
                VERSIONS.subList(Durable.times(fs, crash, "done"), Math.min(crash.times("done") + 2, VERSIONS.size()));
        byte[] kept = legal.getFirst();
        byte[] next = legal.getLast();
        FileContent found = FileContent.of(fs, "/table");
        Promise.atomic(() -> {
            assertThat(found.length()).as("size").isIn(kept.length, next.length);
            assertThatContent(found).as("in flight").hasWordsOf(legal.toArray(byte[][]::new));
        });
        if (found.length() > kept.length) {
            Promise.fresh(() -> assertThatContent(found.range(kept.length, found.length()))
                    .as("behind the old end")
                    .is(tail(next, kept.length)));
        }
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }
}
