package org.powercut.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.NativeFSLockFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lucene, as it is, keeps an index on a dax-fs image through the java.nio provider. */
class LuceneTest {
    private static final int DOCUMENTS = 100;

    static {
        // Lucene asserts that a mapped segment has its arena's scope; ours has the mapping's, so that an unmount ends
        // it
        ClassLoader.getSystemClassLoader().setPackageAssertionStatus("org.apache.lucene.store", false);
    }

    @TempDir
    private Path temp;

    /** A way in which Lucene uses files. */
    private interface Opening {
        Directory open(Path path) throws IOException;
    }

    static Stream<Opening> directories() {
        return Stream.of(
                path -> new NIOFSDirectory(path, NativeFSLockFactory.INSTANCE),
                path -> new MMapDirectory(path, NativeFSLockFactory.INSTANCE));
    }

    @ParameterizedTest
    @MethodSource("directories")
    @DisplayName("an index is written, searched, found again after a remount, changed, and whole")
    void index(Opening opening) throws IOException {
        URI image = URI.create("dax:" + temp.resolve("image"));
        try (FileSystem files = FileSystems.newFileSystem(image, Map.of("create", true, "size", 32 << 20));
                Directory directory = opening.open(files.getPath("/index"))) {
            assertThat(directory.listAll()).isEmpty();
            write(directory);
            assertThat(count(directory, "7")).isEqualTo(DOCUMENTS / 10);
        }
        try (FileSystem files = FileSystems.newFileSystem(image, Map.of());
                Directory directory = opening.open(files.getPath("/index"))) {
            assertThat(count(directory, "7")).isEqualTo(DOCUMENTS / 10);
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
                writer.deleteDocuments(new Term("digit", "7"));
                writer.forceMerge(1);
            }
            assertThat(count(directory, "7")).isZero();
            assertThat(count(directory, "8")).isEqualTo(DOCUMENTS / 10);
            try (CheckIndex check = new CheckIndex(directory)) {
                assertThat(check.checkIndex().clean).isTrue();
            }
        }
    }

    private static void write(Directory directory) throws IOException {
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (int i = 0; i < DOCUMENTS; i++) {
                Document document = new Document();
                document.add(new StringField("digit", String.valueOf(i % 10), Field.Store.YES));
                writer.addDocument(document);
                if (i % 50 == 49) {
                    writer.commit();
                }
            }
        }
    }

    private static int count(Directory directory, String digit) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            return new IndexSearcher(reader).count(new TermQuery(new Term("digit", digit)));
        }
    }
}
