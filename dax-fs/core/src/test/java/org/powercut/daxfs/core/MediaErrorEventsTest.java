package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.MediaErrorEvent;
import org.powercut.daxfs.MediaErrorEvents;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.Pmem;

/** Who subscribes to media errors is told each of them, once. */
class MediaErrorEventsTest {
    private static final int PAGE = Pmem.PAGE;
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private long address(String path, int page) {
        return TestFs.PROVIDER
                .mediaMap(test.device)
                .find("data[" + path + "] page " + page)
                .getFirst()
                .offset();
    }

    private DaxFile fileWithBadSectors(String path, int count) {
        DaxFile file = test.fs.create(path);
        file.write(0, TestFs.pattern(count * PAGE, 3));
        for (int page = 0; page < count; page++) {
            test.device.mediaErrors().poison(address(path, page) + 1024, 1, Visibility.LATENT);
        }
        return file;
    }

    private static void touch(DaxFile file, int page) {
        assertThatThrownBy(() -> file.read((long) page * PAGE, PAGE)).isInstanceOf(FileMediaErrorException.class);
    }

    @Test
    @DisplayName("G42, S29: of a burst of errors the first is kept and the rest are counted")
    void aBurst() {
        DaxFile file = fileWithBadSectors("/f", 9);
        try (MediaErrorEvents events = test.fs.mediaErrorEvents()) {
            assertThat(events.poll()).isEmpty();
            for (int page = 8; page >= 0; page--) {
                touch(file, page);
                touch(file, page);
            }
            FileMediaError first = new FileMediaError(file.stat().ino(), "/f", 8L * PAGE + 1024, 512);
            assertThat(events.poll()).contains(new MediaErrorEvent(first, 9));
            assertThat(events.poll()).isEmpty();
        }
    }

    @Test
    @DisplayName("each stream gets every error once, and none from before it began")
    void streams() {
        DaxFile file = fileWithBadSectors("/f", 3);
        MediaErrorEvents early = test.fs.mediaErrorEvents();
        touch(file, 0);
        MediaErrorEvents late = test.fs.mediaErrorEvents();
        touch(file, 1);
        assertThat(early.poll()).map(MediaErrorEvent::count).contains(2L);
        assertThat(late.poll()).map(event -> event.first().offset()).contains(PAGE + 1024L);
        early.close();
        touch(file, 2);
        assertThat(early.poll()).isEmpty();
        assertThat(late.poll()).map(MediaErrorEvent::count).contains(1L);
    }

    @Test
    @DisplayName("S29: errors that the device lists by itself are told, with the name that the file has now")
    void listedByTheDevice() {
        test.write("/a", "content");
        MediaErrorEvents events = test.fs.mediaErrorEvents();
        test.device.mediaErrors().poison(address("/a", 0), 1, Visibility.LISTED);
        test.fs.rename("/a", "/b");
        assertThat(test.fs.mediaErrors()).hasSize(1);
        assertThat(events.poll()).map(event -> event.first().path()).contains("/b");
    }

    @Test
    @DisplayName("a waiting reader gets an error that another thread hits, and nothing after the unmount")
    void waiting() throws Exception {
        DaxFile file = fileWithBadSectors("/f", 1);
        MediaErrorEvents events = test.fs.mediaErrorEvents();
        CompletableFuture<Optional<MediaErrorEvent>> first = next(events);
        touch(file, 0);
        assertThat(first.get(60, TimeUnit.SECONDS)).isPresent();
        CompletableFuture<Optional<MediaErrorEvent>> second = next(events);
        test.fs.unmount();
        assertThat(second.get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(events.poll(Duration.ofMinutes(1))).isEmpty();
    }

    private static CompletableFuture<Optional<MediaErrorEvent>> next(MediaErrorEvents events) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return events.poll(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    @DisplayName("a listener may change the file system")
    void listenersHoldNoLock() {
        fileWithBadSectors("/f", 1).close();
        DaxFs fs = (DaxFs) test.fs;
        fs.volume.mediaErrorFeed.add(error -> test.fs.rename(error.path(), "/bad"));
        assertThat(test.fs.scrub((done, total) -> {}).errors()).hasSize(1);
        assertThat(test.fs.exists("/bad")).isTrue();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("S29: a listener is outside of every change, and may make the file system stand still")
    void listenersAreOutsideOfTheGate() {
        DaxFile file = fileWithBadSectors("/f", 1);
        DaxFile other = test.create("/other", "content");
        other.write(0, TestFs.pattern(PAGE, 3));
        test.fs.symlink("target", "/link");
        test.device.mediaErrors().poison(address("/link", 0), 1, Visibility.LATENT);
        List<String> told = new ArrayList<>();
        ((DaxFs) test.fs).volume.mediaErrorFeed.add(error -> {
            told.add(error.path());
            test.fs.freeze();
            test.fs.thaw();
        });
        assertThatThrownBy(() -> other.dedupeRange(file, 0, 0, PAGE)).isInstanceOf(FileMediaErrorException.class);
        assertThatThrownBy(() -> test.fs.chmod("/link", 0600)).isInstanceOf(FileMediaErrorException.class);
        assertThat(told).containsExactly("/f", "/link");
    }
}
