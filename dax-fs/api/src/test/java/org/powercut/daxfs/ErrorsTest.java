package org.powercut.daxfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaRange;

/** What users read when a file system says no: the reason, and what the operation was about. */
class ErrorsTest {
    static Stream<Arguments> errors() {
        MediaErrorException cause = new MediaErrorException(new MediaRange(1024, 512));
        return Stream.of(
                Arguments.of(
                        new DaxFileSystemException(Errno.ENOENT, "/a"),
                        Errno.ENOENT,
                        "ENOENT (no such file or directory): /a"),
                Arguments.of(
                        new NoSpaceException("8192 bytes asked for, 4096 free"),
                        Errno.ENOSPC,
                        "ENOSPC (no space left on device): 8192 bytes asked for, 4096 free"),
                Arguments.of(
                        new NotSupportedException("WEAK; this file system has STRONG"),
                        Errno.EOPNOTSUPP,
                        "EOPNOTSUPP (operation not supported): WEAK; this file system has STRONG"),
                Arguments.of(
                        new CorruptFileSystemException("superblock[0]", "magic", 0, "found 0"),
                        Errno.EFSCORRUPTED,
                        "EFSCORRUPTED (file system structure is corrupt): superblock[0].magic at device byte 0:"
                                + " found 0"),
                Arguments.of(
                        new FileMediaErrorException(new FileMediaError(7, "/a", 512, 100), cause),
                        Errno.EIO,
                        "EIO (media error): /a (inode 7), file bytes [512, 612)"),
                Arguments.of(
                        new FileMediaErrorException(new FileMediaError(7, "", 0, 512), cause),
                        Errno.EIO,
                        "EIO (media error): no name (inode 7), file bytes [0, 512)"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    @DisplayName("an error says its reason and what it is about")
    void messages(DaxFileSystemException error, Errno errno, String message) {
        assertThat(error).hasMessage(message);
        assertThat(error.errno()).isEqualTo(errno);
    }

    @Test
    @DisplayName("typed errors carry what they are about")
    void details() {
        CorruptFileSystemException corrupt = new CorruptFileSystemException("inode[7]", "tail", 4096, "found 3");
        assertThat(corrupt.struct()).isEqualTo("inode[7]");
        assertThat(corrupt.field()).isEqualTo("tail");
        assertThat(corrupt.offset()).isEqualTo(4096);
        MediaErrorException cause = new MediaErrorException(new MediaRange(1024, 512));
        FileMediaError lost = new FileMediaError(7, "/a", 512, 100);
        FileMediaErrorException media = new FileMediaErrorException(lost, cause);
        assertThat(media.error()).isEqualTo(lost);
        assertThat(media).hasCause(cause);
        assertThat(cause).hasMessage("media error at device bytes [1024, 1536)");
    }

    @Test
    @DisplayName("a report of fsck is clean without problems, and does not change")
    void fsck() {
        List<FsckReport.Problem> problems = new ArrayList<>();
        FsckReport clean = new FsckReport(problems);
        problems.add(new FsckReport.Problem("inode[7].tail", 4096, "found 3"));
        assertThat(clean.isClean()).isTrue();
        assertThat(new FsckReport(problems).isClean()).isFalse();
    }

    @Test
    @DisplayName("mount options change one at a time")
    void mountOptions() {
        MountOptions options = MountOptions.defaults();
        assertThat(options.contract()).isEqualTo(Contract.STRONG);
        assertThat(options.readOnly()).isFalse();
        assertThat(options.withReadOnly(true))
                .isNotEqualTo(options)
                .extracting(MountOptions::readOnly)
                .isEqualTo(true);
        assertThat(options.withContract(Contract.WEAK).withReadOnly(true).contract())
                .isEqualTo(Contract.WEAK);
        MountOptions changed = options.withDax(DaxMode.NEVER)
                .withPins(PinPolicy.BUSY)
                .withVerifyData(false)
                .withCheckpoint(MountOptions.Checkpoint.COMPARE)
                .withClock(InstantSource.fixed(Instant.EPOCH));
        assertThat(changed)
                .isEqualTo(new MountOptions(
                        Contract.STRONG,
                        false,
                        changed.clock(),
                        DaxMode.NEVER,
                        PinPolicy.BUSY,
                        false,
                        MountOptions.Checkpoint.COMPARE));
    }

    @Test
    @DisplayName("without names a place is its byte")
    void unnamed() {
        assertThat(MediaMap.unnamed().nameOf(4096)).isEqualTo("byte 0x1000");
        assertThat(MediaMap.unnamed().find("*")).isEmpty();
    }

    @Test
    @DisplayName("a media range is whole sectors")
    void mediaRange() {
        assertThat(MediaRange.covering(511, 2)).isEqualTo(new MediaRange(0, 1024));
        assertThat(new MediaRange(512, 512))
                .isGreaterThan(new MediaRange(0, 1024))
                .isLessThan(new MediaRange(512, 1024));
        for (long[] bad : new long[][] {{-512, 512}, {0, 0}, {1, 512}, {0, 513}}) {
            assertThatThrownBy(() -> new MediaRange(bad[0], bad[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("whole 512-byte sectors");
        }
    }
}
