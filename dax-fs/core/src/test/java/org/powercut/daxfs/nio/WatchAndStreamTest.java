package org.powercut.daxfs.nio;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Watches of directories, and operations relative to open ones. */
class WatchAndStreamTest {
    private final NioFs fs = new NioFs();

    @AfterEach
    void close() throws IOException {
        fs.close();
    }

    private static List<String> events(WatchKey key) {
        return key.pollEvents().stream()
                .map(event -> event.kind().name() + " " + event.context() + " " + event.count())
                .toList();
    }

    @Test
    @DisplayName("a watch tells what is made, changed, moved and deleted, until it is cancelled")
    void watch() throws IOException {
        Path directory = Files.createDirectory(fs.path("/dir"));
        WatchService watcher = fs.files.newWatchService();
        WatchKey key = directory.register(watcher, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
        assertThat(watcher.poll()).isNull();
        Files.createFile(directory.resolve("a"));
        Files.write(directory.resolve("a"), new byte[10]);
        Files.write(directory.resolve("a"), new byte[10], StandardOpenOption.APPEND);
        Files.move(directory.resolve("a"), directory.resolve("b"));
        Files.delete(directory.resolve("b"));
        Files.createFile(fs.path("/elsewhere"));

        assertThat(watcher.poll()).isSameAs(key);
        assertThat(events(key))
                .containsExactly(
                        "ENTRY_CREATE a 1",
                        "ENTRY_MODIFY a 2",
                        "ENTRY_DELETE a 1",
                        "ENTRY_CREATE b 1",
                        "ENTRY_DELETE b 1");
        Files.createFile(directory.resolve("c"));
        assertThat(watcher.poll()).as("not signalled again before its reset").isNull();
        assertThat(key.reset()).isTrue();
        assertThat(watcher.poll()).as("an event was left").isSameAs(key);
        assertThat(events(key)).containsExactly("ENTRY_CREATE c 1");
        assertThat(key.reset()).isTrue();

        key.cancel();
        Files.createFile(directory.resolve("d"));
        assertThat(watcher.poll()).isNull();
        assertThat(key.reset()).isFalse();
    }

    @Test
    @DisplayName("too many events become one that says so; the end of the directory ends the watch")
    void overflowAndEnd() throws IOException {
        Path directory = Files.createDirectory(fs.path("/dir"));
        WatchService watcher = fs.files.newWatchService();
        WatchKey key = directory.register(watcher, ENTRY_CREATE, ENTRY_DELETE);
        for (int i = 0; i < 600; i++) {
            Files.delete(Files.createFile(directory.resolve("f" + i)));
        }
        assertThat(key.pollEvents().stream().<Object>map(WatchEvent::kind)).containsExactly(OVERFLOW);
        Files.delete(directory);
        assertThat(key.isValid()).isFalse();
    }

    @Test
    @DisplayName("whoever waits for a watch is woken by an event, and by the end of the service")
    void waiting() throws Exception {
        WatchService watcher = fs.files.newWatchService();
        fs.root().register(watcher, ENTRY_CREATE);
        assertThat(watcher.poll(1, TimeUnit.MILLISECONDS)).isNull();
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread thread = take(watcher, outcome);
        Files.createFile(fs.path("/new"));
        thread.join();
        assertThat(outcome.get()).isInstanceOf(WatchKey.class);
        thread = take(watcher, outcome);
        watcher.close();
        thread.join();
        assertThat(outcome.get()).isInstanceOf(ClosedWatchServiceException.class);
    }

    private static Thread take(WatchService watcher, AtomicReference<Object> outcome) {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                outcome.set(watcher.take());
            } catch (InterruptedException | RuntimeException e) {
                outcome.set(e);
            }
        });
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    @DisplayName("operations relative to an open directory follow it when it is moved")
    void secureStream() throws IOException {
        Path above = Files.createDirectory(fs.path("/above"));
        Path directory = Files.createDirectory(above.resolve("dir"));
        Files.writeString(directory.resolve("file"), "in the first");
        try (SecureDirectoryStream<Path> stream = (SecureDirectoryStream<Path>) Files.newDirectoryStream(directory)) {
            Files.move(above, fs.path("/moved"));
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("file"), "in the second");

            try (SeekableByteChannel channel =
                    stream.newByteChannel(fs.path("file"), Set.of(StandardOpenOption.READ))) {
                assertThat(channel.size()).isEqualTo("in the first".length());
            }
            stream.getFileAttributeView(fs.path("file"), PosixFileAttributeView.class)
                    .setPermissions(PosixFilePermissions.fromString("rwx------"));
            assertThat(Files.isExecutable(fs.path("/moved/dir/file"))).isTrue();
            assertThat(stream.getFileAttributeView(PosixFileAttributeView.class)
                            .readAttributes()
                            .isDirectory())
                    .isTrue();
            try (SecureDirectoryStream<Path> root = (SecureDirectoryStream<Path>) Files.newDirectoryStream(fs.root())) {
                stream.move(fs.path("file"), root, fs.path("taken out"));
            }
            assertThat(fs.path("/taken out")).hasContent("in the first");
            assertThatThrownBy(() -> stream.deleteFile(fs.path("file"))).isInstanceOf(NoSuchFileException.class);
            assertThat(directory.resolve("file")).hasContent("in the second");

            fs.mounted.rename("/moved/dir", "/behind its back");
            assertThatThrownBy(() -> stream.deleteFile(fs.path("file"))).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    @DisplayName("a stream opens directories below, and none through a link that it shall not follow")
    void streamsBelow() throws IOException {
        Files.createDirectories(fs.path("/a/b"));
        Files.createFile(fs.path("/a/b/file"));
        Files.createSymbolicLink(fs.path("/a/link"), fs.path("b"));
        SecureDirectoryStream<Path> stream = (SecureDirectoryStream<Path>) Files.newDirectoryStream(fs.path("/a"));
        try (SecureDirectoryStream<Path> below = stream.newDirectoryStream(fs.path("b"))) {
            assertThat(below).extracting(Path::toString).containsExactly("/a/b/file");
            below.deleteFile(fs.path("file"));
        }
        stream.newDirectoryStream(fs.path("link")).close();
        assertThatThrownBy(() -> stream.newDirectoryStream(fs.path("link"), LinkOption.NOFOLLOW_LINKS))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> stream.deleteDirectory(fs.path("link"))).isInstanceOf(NotDirectoryException.class);
        stream.deleteDirectory(fs.path("b"));
        stream.close();
        assertThatThrownBy(() -> stream.deleteFile(fs.path("link"))).isInstanceOf(ClosedDirectoryStreamException.class);
        assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
    }
}
