package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;
import static org.powercut.framework.testkit.Errors.assertFails;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * Reads, writes and mappings of a file show the same bytes at once; a store to a hole gives it a block; a page wholly past
 * the end is an error, also when the file shrank under the mapping; private stores stay private (mmap(2); xfstests
 * generic/428, 437). Breaks when a mapping keeps the block that a write has replaced.
 */
@CrashTest
@Tag("behaviour")
@Guarantee("G26")
@DisplayName("reads, writes and mappings show the same bytes")
@Explore(states = 20_000, budget = "10s", randomStates = 16, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class MappingsShowTheFile {
    private static final int PAGE = 4096;
    private static final byte[] DATA = Content.of(1, 2 * PAGE);
    private static final byte[] MORE = Content.of(2, 3000);

    @Prepare
    void fileWithAHole(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/file")) {
            file.write(0, DATA);
            file.truncate(4 * PAGE);
        }
    }

    @Workload
    void storeWriteLoadRead(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, 6 * PAGE);
                DaxMapping other = file.map(MapMode.SHARED_READ, PAGE, PAGE);
                DaxMapping copy = file.map(MapMode.PRIVATE, 0, 2 * PAGE)) {
            assertThatContent(mapping.getBytes(0, 2 * PAGE)).is(DATA);
            file.write(PAGE - 500, MORE);
            assertThatContent(mapping.getBytes(PAGE - 500, 3000)).is(MORE);
            mapping.putLong(PAGE + 8, Content.word(3, 0));
            assertThat(other.getLong(8)).isEqualTo(Content.word(3, 0));
            assertThatContent(file.read(PAGE + 8, 8)).is(Content.of(3, 8));
            assertThat(mapping.getLong(3 * PAGE)).as("a hole").isZero();
            mapping.putBytes(3 * PAGE - 4, Content.of(4, 8)); // across pages, both holes
            assertThatContent(file.read(3 * PAGE - 4, 8)).is(Content.of(4, 8));
            assertThat(mapping.compareAndSetLong(64, Content.word(1, 8), Content.word(5, 0)))
                    .isTrue();
            assertThat(mapping.compareAndSetLong(64, Content.word(1, 8), Content.word(6, 0)))
                    .isFalse();
            assertThatContent(file.read(64, 8)).is(Content.of(5, 8));
            copy.putLong(128, Content.word(7, 0));
            assertThatContent(file.read(128, 8)).is(Arrays.copyOfRange(DATA, 128, 136));
            assertThat(copy.getLong(128)).isEqualTo(Content.word(7, 0));
            errors(file, mapping, other);
        }
    }

    private static void errors(DaxFile file, DaxMapping mapping, DaxMapping other) {
        assertFails(Errno.EBADF, () -> other.putLong(0, 1));
        assertThatThrownBy(() -> mapping.getLong(4 * PAGE)).isInstanceOf(PastEndOfFileException.class);
        assertThatThrownBy(() -> mapping.putLong(5 * PAGE, 1)).isInstanceOf(PastEndOfFileException.class);
        assertThatThrownBy(() -> mapping.getLong(6 * PAGE)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> mapping.getByte(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertFails(Errno.EINVAL, () -> file.map(MapMode.SHARED, 100, PAGE));
        file.truncate(PAGE + 1);
        assertThatThrownBy(() -> mapping.getLong(2 * PAGE)).isInstanceOf(PastEndOfFileException.class);
        file.truncate(2 * PAGE);
        assertThat(mapping.getBytes(PAGE + 1, PAGE - 1)).containsOnly(0);
        mapping.close();
        mapping.close();
        assertFails(Errno.EBADF, () -> mapping.getLong(0));
    }

    @Verify
    void nothingPrivateShows(DaxFileSystem fs) {
        byte[] page = Arrays.copyOf(Content.read(fs, "/file"), PAGE - 504);
        assertThatContent(page).hasWordsOf(DATA, Content.patched(DATA, 64, Content.of(5, 8)));
    }
}
