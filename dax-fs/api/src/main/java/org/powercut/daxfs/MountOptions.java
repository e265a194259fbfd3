package org.powercut.daxfs;

import java.time.InstantSource;

/**
 * How to mount.
 *
 * @param contract what operations promise
 * @param readOnly whether changes are refused with EROFS; recovery may still write
 * @param clock the time that goes into timestamps
 */
public record MountOptions(Contract contract, boolean readOnly, InstantSource clock) {

    /** STRONG, writable, the system's clock. */
    public static MountOptions defaults() {
        return new MountOptions(Contract.STRONG, false, InstantSource.system());
    }

    public MountOptions withContract(Contract newContract) {
        return new MountOptions(newContract, readOnly, clock);
    }

    public MountOptions withReadOnly(boolean newReadOnly) {
        return new MountOptions(contract, newReadOnly, clock);
    }

    public MountOptions withClock(InstantSource newClock) {
        return new MountOptions(contract, readOnly, newClock);
    }
}
