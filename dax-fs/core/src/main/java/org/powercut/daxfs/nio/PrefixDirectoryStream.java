package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;

/** The entries of a directory on whichever file system, as paths of the default one. */
record PrefixDirectoryStream(Path directory, DirectoryStream<Path> entries) implements DirectoryStream<Path> {
    @Override
    public Iterator<Path> iterator() {
        Iterator<Path> each = entries.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public Path next() {
                return directory.resolve(String.valueOf(each.next().getFileName()));
            }
        };
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
