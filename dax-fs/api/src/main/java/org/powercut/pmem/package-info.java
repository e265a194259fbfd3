/**
 * Persistent memory as code sees it: a byte-addressable {@link org.powercut.pmem.PmemDevice} and the
 * instructions that act on it, with its media errors. Start at {@code PmemDevice}; {@link
 * org.powercut.pmem.SimulatedDevice} keeps its bytes off heap, {@link
 * org.powercut.pmem.MappedFileDevice} in a mapped file, {@link org.powercut.pmem.DaxDevice} in a file on DAX, and {@link
 * org.powercut.pmem.PmemDevices} opens the one with the durability asked for. Nothing here may know of a file system, of a
 * test or of any library: this package depends on the JDK alone.
 */
@NullMarked
package org.powercut.pmem;

import org.jspecify.annotations.NullMarked;
