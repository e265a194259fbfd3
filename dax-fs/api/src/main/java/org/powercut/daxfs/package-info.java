/**
 * The plug for a DAX file system: {@link org.powercut.daxfs.DaxFileSystemProvider}, found by {@link
 * java.util.ServiceLoader}, makes, mounts and checks file systems; {@link
 * org.powercut.daxfs.DaxFileSystem} is a mounted one, {@link org.powercut.daxfs.DaxFile} an open
 * file, {@link org.powercut.daxfs.DaxMapping} a mapping, and {@link
 * org.powercut.daxfs.DaxFileSystemException} the root of its errors. What a file system cannot do is no {@link
 * org.powercut.daxfs.Capability} of it, and throws {@link org.powercut.daxfs.NotSupportedException}. Nothing here says how a file
 * system works inside, and nothing depends on more than {@code org.powercut.pmem}.
 */
@NullMarked
package org.powercut.daxfs;

import org.jspecify.annotations.NullMarked;
