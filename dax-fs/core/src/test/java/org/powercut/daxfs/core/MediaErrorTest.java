package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/** Poisoned data: the typed error, the list, and how a file is healed. */
class MediaErrorTest {
    private static final int PAGE = Pmem.PAGE;

    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    /** Where a page of a file lies on the device. */
    private long address(String path, int page) {
        List<MediaMap.Field> fields = TestFs.PROVIDER.mediaMap(test.device).find("data[" + path + "] page " + page);
        assertThat(fields).hasSize(1);
        return fields.getFirst().offset();
    }

    private void poison(long offset, long length, Visibility visibility) {
        test.device.mediaErrors().poison(offset, length, visibility);
    }

    private static void lost(Runnable access, String path, long offset, long length) {
        assertThatThrownBy(access::run).isInstanceOfSatisfying(FileMediaErrorException.class, e -> {
            assertThat(e.error().path()).isEqualTo(path);
            assertThat(e.error().offset()).isEqualTo(offset);
            assertThat(e.error().length()).isEqualTo(length);
        });
    }

    private DaxFile file(boolean inPlace) {
        test.fs.mkdir("/d");
        DaxFile file = inPlace ? test.createNodatacow("/d/f") : test.fs.create("/d/f");
        file.write(0, TestFs.pattern(3 * PAGE + 700, 1));
        return file;
    }

    @DisplayName("G35, G36, S31, S32: a read says which sector of which file is lost, and neighbours stay readable")
    @ParameterizedTest
    @EnumSource(Visibility.class)
    void aReadSaysWhatIsLostAndNeighboursStayReadable(Visibility visibility) {
        DaxFile file = file(false);
        poison(address("/d/f", 1) + 512, 1, visibility);
        lost(() -> file.read(0, 3 * PAGE), "/d/f", PAGE + 512, 512);
        lost(() -> file.read(PAGE + 1000, 10), "/d/f", PAGE + 512, 512);
        byte[] content = TestFs.pattern(3 * PAGE + 700, 1);
        assertThat(file.read(0, PAGE + 512)).isEqualTo(java.util.Arrays.copyOf(content, PAGE + 512));
        assertThat(file.read(PAGE + 1024, 100))
                .isEqualTo(java.util.Arrays.copyOfRange(content, PAGE + 1024, PAGE + 1124));
        FileMediaError error = new FileMediaError(file.stat().ino(), "/d/f", PAGE + 512, 512);
        assertThat(test.fs.mediaErrors()).containsExactly(error);
        test.remount();
        assertThat(test.fs.mediaErrors()).containsExactly(error);
    }

    @DisplayName("G40: the list of lost sectors outlives the device's own, and the mount")
    @Test
    void theListOutlivesTheDevicesOwn() {
        DaxFile file = file(false);
        long sector = address("/d/f", 0) + 1024;
        poison(sector, 2048, Visibility.LISTED);
        List<FileMediaError> errors = List.of(new FileMediaError(file.stat().ino(), "/d/f", 1024, 2048));
        assertThat(test.fs.mediaErrors()).isEqualTo(errors);
        test.device.mediaErrors().clear(MediaRange.covering(sector, 2048));
        test.remountWithoutUnmount();
        assertThat(test.fs.mediaErrors()).isEqualTo(errors);
        DaxFile again = test.fs.open("/d/f");
        lost(() -> again.read(1030, 5), "/d/f", 1024, 512);
        DaxMapping mapping = again.map(MapMode.SHARED_READ, 0, PAGE);
        lost(() -> mapping.getLong(1536), "/d/f", 1536, 512);
        assertThat(mapping.getByte(0)).isEqualTo(TestFs.pattern(1, 1)[0]);
    }

    @DisplayName("S32, G36, G43: a mapped access that hits a latent error says which sector is lost, and lists it")
    @Test
    void aLatentErrorIsListedOnAccessOnly() {
        DaxFile file = file(true);
        poison(address("/d/f", 2), 1, Visibility.LATENT);
        assertThat(test.fs.mediaErrors()).isEmpty();
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 3 * PAGE);
        mapping.putLong(2 * PAGE, 1);
        assertThat(mapping.getLong(2 * PAGE + 512)).isNotZero();
        lost(() -> mapping.getLong(2 * PAGE + 8), "/d/f", 2 * PAGE, 512);
        lost(() -> mapping.getBytes(PAGE, 2 * PAGE), "/d/f", 2 * PAGE, 512);
        lost(() -> mapping.compareAndSetLong(2 * PAGE, 1, 2), "/d/f", 2 * PAGE, 512);
        assertThat(test.fs.mediaErrors()).hasSize(1);
    }

    @Test
    void theLastSectorIsLostAsFarAsTheFileGoes() {
        DaxFile file = file(false);
        poison(address("/d/f", 3) + 512, 1, Visibility.LISTED);
        lost(() -> file.read(3 * PAGE, 700), "/d/f", 3 * PAGE + 512, 188);
        assertThat(test.fs.mediaErrors()).extracting(FileMediaError::length).containsExactly(188L);
    }

    @DisplayName("G37: overwriting whole sectors heals them, anything less fails")
    @ParameterizedTest
    @EnumSource(Visibility.class)
    void overwritingWholeSectorsHealsInPlace(Visibility visibility) {
        DaxFile file = file(true);
        long address = address("/d/f", 1);
        poison(address, 1024, visibility);
        lost(() -> file.read(PAGE, 1), "/d/f", PAGE, 512);
        lost(() -> file.read(PAGE + 600, 1), "/d/f", PAGE + 512, 512);
        lost(() -> file.write(PAGE + 10, new byte[100]), "/d/f", PAGE, 512);
        lost(() -> file.write(PAGE, new byte[1000]), "/d/f", PAGE + 512, 512);
        assertThat(test.fs.mediaErrors()).extracting(FileMediaError::length).containsExactly(1024L);
        byte[] fresh = TestFs.pattern(PAGE, 5);
        file.write(PAGE, fresh);
        assertThat(file.read(PAGE, PAGE)).isEqualTo(fresh);
        assertThat(test.fs.mediaErrors()).isEmpty();
        assertThat(test.device.mediaErrors().isPoisoned(address, PAGE)).isFalse();
        test.remountWithoutUnmount();
        assertThat(test.fs.mediaErrors()).isEmpty();
        try (DaxFile again = test.fs.open("/d/f")) {
            assertThat(again.read(PAGE, PAGE)).isEqualTo(fresh);
        }
    }

    @Test
    void overwritingHealsACopyOnWriteFileToo() {
        DaxFile file = file(false);
        poison(address("/d/f", 1) + 512, 1, Visibility.LISTED);
        lost(() -> file.write(PAGE + 600, new byte[10]), "/d/f", PAGE + 512, 512);
        lost(() -> file.write(PAGE + 2000, new byte[10]), "/d/f", PAGE + 512, 512);
        byte[] before = file.read(PAGE, 512);
        file.write(PAGE + 512, TestFs.pattern(512, 8));
        assertThat(file.read(PAGE, 512)).isEqualTo(before);
        assertThat(file.read(PAGE + 512, 512)).isEqualTo(TestFs.pattern(512, 8));
        assertThat(test.fs.mediaErrors()).isEmpty();
        test.requireClean();
    }

    @DisplayName("G38: poison in freed blocks is cleared before they are used again")
    @Test
    void freedBlocksAreHealedBeforeTheyAreUsedAgain() {
        file(false).close();
        long address = address("/d/f", 0);
        poison(address, PAGE, Visibility.LISTED);
        assertThat(test.fs.mediaErrors()).hasSize(1);
        test.fs.unlink("/d/f");
        assertThat(test.fs.mediaErrors()).isEmpty();
        byte[] content = TestFs.pattern(20 * PAGE, 4);
        try (DaxFile file = test.fs.create("/all")) {
            for (int page = 0; page < 20; page++) {
                file.write((long) page * PAGE, java.util.Arrays.copyOfRange(content, page * PAGE, (page + 1) * PAGE));
            }
            assertThat(file.read(0, content.length)).isEqualTo(content);
        }
        assertThat(TestFs.PROVIDER.mediaMap(test.device).nameOf(address)).startsWith("data[/all]");
        assertThat(test.device.mediaErrors().isEmpty()).isTrue();
        test.remountWithoutUnmount();
        assertThat(test.fs.mediaErrors()).isEmpty();
        assertThat(test.read("/all").length()).isPositive();
    }

    @DisplayName("G39, S30, S31: every file with losses is listed, with ranges of whole sectors")
    @Test
    void everyFileWithLossesIsListed() {
        for (int i = 0; i < 5; i++) {
            try (DaxFile file = test.fs.create("/f" + i)) {
                file.write(0, TestFs.pattern(2 * PAGE, i));
            }
            poison(address("/f" + i, 1) + i * 512L, 1, i % 2 == 0 ? Visibility.LISTED : Visibility.LATENT);
        }
        assertThat(test.fs.mediaErrors()).extracting(FileMediaError::path).containsExactly("/f0", "/f2", "/f4");
        for (int i = 0; i < 5; i++) {
            String path = "/f" + i;
            try (DaxFile file = test.fs.open(path)) {
                lost(() -> file.read(0, 2 * PAGE), path, PAGE + i * 512L, 512);
            }
        }
        test.fs.rename("/f3", "/moved");
        assertThat(test.fs.mediaErrors())
                .extracting(FileMediaError::path)
                .containsExactly("/f0", "/f1", "/f2", "/moved", "/f4");
    }

    @Test
    void theListSurvivesManyChanges() {
        DaxFile file = file(true);
        long address = address("/d/f", 0);
        for (int i = 0; i < 400; i++) {
            poison(address + i % 8 / 3 * 512L, 1, Visibility.LISTED);
            assertThat(test.fs.mediaErrors()).hasSize(1);
            file.write(0, TestFs.pattern(PAGE, i));
            assertThat(test.fs.mediaErrors()).isEmpty();
            if (i % 7 == 0) {
                test.remountWithoutUnmount();
                assertThat(test.fs.mediaErrors()).isEmpty();
                file = test.fs.open("/d/f", OpenFlag.READ, OpenFlag.WRITE);
            }
        }
        poison(address + 512, 1, Visibility.LISTED);
        test.fs.mediaErrors();
        test.remount();
        assertThat(test.fs.mediaErrors()).hasSize(1);
    }

    @Test
    void aPoisonedLinkCannotBeFollowed() {
        test.fs.symlink("target", "/link");
        poison(address("/link", 0), 1, Visibility.LATENT);
        lost(() -> test.fs.readlink("/link"), "/link", 0, 6);
        lost(() -> test.fs.stat("/link"), "/link", 0, 6);
        assertThat(test.fs.lstat("/link").size()).isEqualTo(6);
    }
}
