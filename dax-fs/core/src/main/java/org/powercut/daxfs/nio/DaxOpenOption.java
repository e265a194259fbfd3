package org.powercut.daxfs.nio;

import java.nio.file.OpenOption;

/** Options of opening a file that only DAX file systems have. */
public enum DaxOpenOption implements OpenOption {
    /**
     * A file that is created gets its data overwritten in place, and can be mapped with {@link
     * jdk.nio.mapmode.ExtendedMapMode#READ_WRITE_SYNC}. A file that exists stays as it is.
     */
    NODATACOW
}
