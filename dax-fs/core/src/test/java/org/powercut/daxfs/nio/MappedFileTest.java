package org.powercut.daxfs.nio;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import jdk.nio.mapmode.ExtendedMapMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FileChannel.map on an image file, and the life of images. */
class MappedFileTest {
    @TempDir
    private Path temp;

    private URI image;
    private FileSystem files;

    @BeforeEach
    void mount() throws IOException {
        image = URI.create("dax:" + temp.resolve("image"));
        files = FileSystems.newFileSystem(image, Map.of("create", true, "size", 16 << 20));
    }

    @AfterEach
    void unmount() throws IOException {
        files.close();
    }

    private void remount() throws IOException {
        files.close();
        files = FileSystems.newFileSystem(image, Map.of("contract", "strong"));
    }

    @Test
    @DisplayName("stores through a mapped buffer are the file's content, extend it, and force() syncs the image")
    void buffer() throws IOException {
        Path file = files.getPath("/mapped");
        try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
            MappedByteBuffer buffer = channel.map(MapMode.READ_WRITE, 4100, 6000);
            assertThat(channel.size()).isEqualTo(10_100);
            buffer.putLong(8, 42);
            buffer.force();
            ByteBuffer read = ByteBuffer.allocate(8);
            channel.read(read, 4108);
            assertThat(read.getLong(0)).isEqualTo(42);
            channel.write(ByteBuffer.allocate(8).putLong(0, 43), 4108);
            assertThat(buffer.getLong(8)).isEqualTo(43);
            assertThat(channel.map(MapMode.READ_ONLY, 4108, 8).getLong()).isEqualTo(43);
            assertThat(channel.map(MapMode.READ_ONLY, 0, 8).isReadOnly()).isTrue();
            MappedByteBuffer own = channel.map(MapMode.PRIVATE, 4108, 8);
            own.putLong(0, 7);
            assertThat(buffer.getLong(8)).isEqualTo(43);
        }
        remount();
        assertThat(ByteBuffer.wrap(Files.readAllBytes(files.getPath("/mapped"))).getLong(4108))
                .isEqualTo(43);
    }

    @Test
    @DisplayName("a mapped segment ends with its arena, can be forced, and cannot be used after an unmount")
    void segment() throws IOException {
        MemorySegment left;
        try (FileChannel channel = FileChannel.open(files.getPath("/mapped"), CREATE, READ, WRITE)) {
            MemorySegment ended;
            try (Arena arena = Arena.ofConfined()) {
                ended = channel.map(MapMode.READ_WRITE, 0, 8192, arena);
                ended.set(ValueLayout.JAVA_LONG, 4096, 42);
                ended.force();
            }
            assertThatThrownBy(() -> ended.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> channel.map(MapMode.READ_WRITE, 0, 8192, Arena.ofAuto()))
                    .isInstanceOf(UnsupportedOperationException.class);
            left = channel.map(MapMode.READ_ONLY, 0, 8192, Arena.global());
            assertThat(left.get(ValueLayout.JAVA_LONG, 4096)).isEqualTo(42);
        }
        files.close();
        assertThatThrownBy(() -> left.get(ValueLayout.JAVA_LONG, 4096)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("READ_WRITE_SYNC maps a file made with NODATACOW; others are refused in the JDK's words")
    void sync() throws IOException {
        try (FileChannel plain = FileChannel.open(files.getPath("/plain"), CREATE, READ, WRITE);
                FileChannel inPlace =
                        FileChannel.open(files.getPath("/in place"), CREATE, READ, WRITE, DaxOpenOption.NODATACOW);
                FileChannel reader = FileChannel.open(files.getPath("/plain"), READ)) {
            assertThatThrownBy(() -> plain.map(ExtendedMapMode.READ_WRITE_SYNC, 0, 4096))
                    .isInstanceOf(IOException.class)
                    .hasMessage("map with mode MAP_SYNC unsupported");
            MappedByteBuffer buffer = inPlace.map(ExtendedMapMode.READ_WRITE_SYNC, 0, 4096);
            buffer.putLong(0, 42);
            buffer.force(0, 8);
            assertThatThrownBy(() -> reader.map(MapMode.READ_ONLY, 0, 1)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> reader.map(MapMode.READ_WRITE, 0, 1))
                    .isInstanceOf(NonWritableChannelException.class);
        }
        remount();
        assertThat(Files.readAllBytes(files.getPath("/in place"))).hasSize(4096).startsWith(0, 0, 0, 0, 0, 0, 0, 42);
    }

    @Test
    @DisplayName("an image is mounted once, found by URI while it is, and its paths' URIs lead back to them")
    void images() throws IOException {
        Path path = files.getPath("/a b/c!/d");
        Files.createDirectories(path);
        assertThat(Path.of(path.toUri())).isEqualTo(path);
        assertThat(FileSystems.getFileSystem(image)).isSameAs(files);
        assertThatThrownBy(() -> FileSystems.newFileSystem(image, Map.of()))
                .isInstanceOf(FileSystemAlreadyExistsException.class);
        assertThatThrownBy(() -> FileSystems.newFileSystem(image, Map.of("sise", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'sise'");
        files.close();
        assertThatThrownBy(() -> Path.of(path.toUri())).isInstanceOf(FileSystemNotFoundException.class);
        try (FileSystem again = FileSystems.newFileSystem(temp.resolve("image"), Map.of("readOnly", true))) {
            assertThat(again.getPath("/a b/c!/d")).isDirectory();
            assertThat(again.isReadOnly()).isTrue();
            assertThatThrownBy(() -> Files.createFile(again.getPath("/x")))
                    .isInstanceOf(java.nio.file.ReadOnlyFileSystemException.class);
        }
    }
}
