/**
 * A mounted DAX file system as a java.nio.file one, with the scheme {@code dax:}, so that whatever uses {@link
 * java.nio.file.Files} and {@link java.nio.channels.FileChannel} runs on it. {@link org.powercut.daxfs.nio.DaxNio} shows
 * one that is mounted already, {@link org.powercut.daxfs.nio.DaxNioProvider} mounts images, and {@link
 * org.powercut.daxfs.nio.PrefixProvider} puts one below a prefix of the JVM's default file system. It uses the plug in
 * {@code org.powercut.daxfs} alone, and fits any file system behind it: nothing of one particular file system may enter.
 */
@NullMarked
package org.powercut.daxfs.nio;

import org.jspecify.annotations.NullMarked;
