/**
 * The reference DAX file system: start at {@link org.powercut.daxfs.core.DaxFsProvider}, then read {@code Layout} for
 * what is on the media, {@code Mount} and {@code Scan} for how it gets into DRAM, and {@code DaxFs} for the operations.
 * The classes may be changed freely, but what {@code Layout} describes may only grow by feature bits, and every store to
 * a device is a plain call of a {@code PmemDevice} instruction. Nothing of a test framework, no thread, no logging and
 * no static state may enter.
 */
@NullMarked
package org.powercut.daxfs.core;

import org.jspecify.annotations.NullMarked;
