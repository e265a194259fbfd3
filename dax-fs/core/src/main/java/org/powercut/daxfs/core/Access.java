package org.powercut.daxfs.core;

import java.util.Set;
import org.powercut.daxfs.OpenFlag;

/**
 * What an open file may be used for, and how its writes behave.
 *
 * @param appends whether every write goes to the end of the file
 * @param dataSync whether every write is as durable at its return as fdatasync makes it (O_DSYNC)
 * @param sync whether every write is as durable at its return as fsync makes it (O_SYNC)
 */
record Access(boolean readable, boolean writable, boolean appends, boolean dataSync, boolean sync) {
    /** Of a directory. */
    static final Access NONE = new Access(false, false, false, false, false);

    static Access of(Set<OpenFlag> flags) {
        boolean appends = flags.contains(OpenFlag.APPEND);
        boolean writable = appends || flags.contains(OpenFlag.WRITE);
        return new Access(
                flags.contains(OpenFlag.READ) || !writable,
                writable,
                appends,
                flags.contains(OpenFlag.DSYNC),
                flags.contains(OpenFlag.SYNC));
    }
}
