package org.powercut.daxfs;

import java.nio.file.Path;

/**
 * Shows a mounted file system as one of java.nio.file. Found by {@link java.util.ServiceLoader}, so that whoever needs
 * paths depends on no implementation.
 */
public interface PathView {

    /** The root directory of {@code fs}. Costs microseconds, and leaves {@code fs} to its owner. */
    Path root(DaxFileSystem fs);
}
