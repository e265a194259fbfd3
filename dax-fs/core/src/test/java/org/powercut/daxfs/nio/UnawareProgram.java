package org.powercut.daxfs.nio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** A program that knows java.nio.file and nothing else; it works in the directory that it is told. */
final class UnawareProgram {
    private UnawareProgram() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0], "plain"));
        Files.writeString(directory.resolve("text"), "written by a program that knows nothing");
        try (FileChannel channel =
                FileChannel.open(directory.resolve("channel"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("at eight".getBytes(UTF_8)), 8);
            channel.force(true);
        }
        try (FileSystem zip = FileSystems.newFileSystem(
                        URI.create("jar:" + directory.resolve("archive.zip").toUri()), Map.of("create", "true"));
                OutputStream out = Files.newOutputStream(zip.getPath("/entry"))) {
            out.write("in a zip file".getBytes(UTF_8));
        }
        Path outside = Path.of(args[1]);
        Files.copy(directory.resolve("text"), outside.resolve("copied out"));
        Files.writeString(outside.resolve("moved in"), "from the platform");
        Files.move(outside.resolve("moved in"), directory.resolve("moved in"), StandardCopyOption.REPLACE_EXISTING);
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("text"));
        try (var entries = Files.walk(Path.of(args[0]))) {
            entries.map(Path::toString).sorted().forEach(System.out::println);
        }
        System.out.println(Files.readString(directory.resolve("link")));
    }
}
