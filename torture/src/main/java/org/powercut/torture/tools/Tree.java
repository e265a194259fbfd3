package org.powercut.torture.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;

/** Files to copy from or to, on the machine or in an image. Paths are separated by {@code /}. */
sealed interface Tree permits LocalTree, ImageTree {

    /** What is at a path, or null if nothing; links are not followed. */
    @Nullable
    FileType type(String path) throws IOException;

    /** Names in a directory. */
    List<String> list(String directory) throws IOException;

    /** Permission bits. */
    int mode(String path) throws IOException;

    long size(String path) throws IOException;

    String readlink(String path) throws IOException;

    InputStream read(String path) throws IOException;

    /** Makes a file, or cuts an existing one to nothing. */
    OutputStream write(String path, int mode) throws IOException;

    void mkdir(String path, int mode) throws IOException;

    void symlink(String target, String path) throws IOException;
}
