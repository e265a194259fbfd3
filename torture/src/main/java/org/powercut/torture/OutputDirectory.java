package org.powercut.torture;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where a run leaves its files. Opening it proves that it can be written, before anything in it is changed; {@link
 * #clear} then removes what an earlier run left, and nothing else.
 *
 * @param root the directory
 */
record OutputDirectory(Path root) {

    /** @throws UsageException if the directory cannot be made or written */
    static OutputDirectory open(Path root) {
        try {
            Files.createDirectories(root);
            Files.delete(Files.createTempFile(root, "writable", ".tmp"));
        } catch (IOException e) {
            throw new UsageException("cannot write to " + root + " (" + reason(e)
                    + "); give a directory that you may write to with --out");
        }
        return new OutputDirectory(root);
    }

    /** Findings as JSON Lines. */
    Path findings() {
        return root.resolve("findings.jsonl");
    }

    Path allureResults() {
        return root.resolve("allure-results");
    }

    /** The HTML report's directory. */
    Path report() {
        return root.resolve("report");
    }

    /** Removes what an earlier run left. */
    void clear() {
        try {
            delete(findings());
            delete(allureResults());
            delete(report());
            Files.createDirectories(allureResults());
        } catch (IOException e) {
            throw new UsageException("cannot remove what an earlier run left in " + root + " (" + reason(e)
                    + "); remove it by hand, or give another directory with --out");
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static void delete(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.deleteIfExists(path);
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
