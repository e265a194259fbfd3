/**
 * What the operations of file systems cost, the same ones side by side: dax-fs through its own interface and through
 * java.nio, jimfs, and java.nio on a tmpfs and on a disk. Operations are those of {@link
 * org.powercut.benchmarks.files.Subject}; nothing here may favour one file system. How cost grows with the number of
 * names, extents and files is measured by {@link org.powercut.benchmarks.files.Growth}.
 */
@NullMarked
package org.powercut.benchmarks.files;

import org.jspecify.annotations.NullMarked;
