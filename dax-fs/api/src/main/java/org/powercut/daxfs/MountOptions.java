package org.powercut.daxfs;

import java.time.InstantSource;

/**
 * How to mount.
 *
 * @param contract what operations promise
 * @param readOnly whether changes are refused with EROFS; recovery may still write
 * @param clock the time that goes into timestamps
 * @param dax which files are accessed without a copy in DRAM
 * @param pins what an operation does that would take blocks away from under a pin
 * @param verifyData whether reads of files with data checksums check them
 * @param checkpoint whether an unmount keeps what a mount would rebuild
 */
public record MountOptions(
        Contract contract,
        boolean readOnly,
        InstantSource clock,
        DaxMode dax,
        PinPolicy pins,
        boolean verifyData,
        Checkpoint checkpoint) {

    /** Whether an unmount writes a checkpoint, and a mount reads it. */
    public enum Checkpoint {
        /** Written where it makes the next mount faster: on file systems with many inodes. */
        AUTO,
        /** Written always. */
        ALWAYS,
        /** Neither written nor read. */
        NEVER,
        /** As ALWAYS; a mount reads it, rebuilds everything nevertheless, and refuses the device if the two differ. */
        COMPARE
    }

    /** STRONG, writable, the system's clock, DAX by inode, pins make operations wait, data checksums on. */
    public static MountOptions defaults() {
        return new MountOptions(
                Contract.STRONG, false, InstantSource.system(), DaxMode.INODE, PinPolicy.WAIT, true, Checkpoint.AUTO);
    }

    /** With another contract. */
    public MountOptions withContract(Contract newContract) {
        return new MountOptions(newContract, readOnly, clock, dax, pins, verifyData, checkpoint);
    }

    /** Whether changes are refused. */
    public MountOptions withReadOnly(boolean newReadOnly) {
        return new MountOptions(contract, newReadOnly, clock, dax, pins, verifyData, checkpoint);
    }

    /** With another clock. */
    public MountOptions withClock(InstantSource newClock) {
        return new MountOptions(contract, readOnly, newClock, dax, pins, verifyData, checkpoint);
    }

    /** With another choice of the files that are accessed directly. */
    public MountOptions withDax(DaxMode newDax) {
        return new MountOptions(contract, readOnly, clock, newDax, pins, verifyData, checkpoint);
    }

    /** With another policy for pinned blocks. */
    public MountOptions withPins(PinPolicy newPins) {
        return new MountOptions(contract, readOnly, clock, dax, newPins, verifyData, checkpoint);
    }

    /** Whether reads check checksums of data. */
    public MountOptions withVerifyData(boolean newVerifyData) {
        return new MountOptions(contract, readOnly, clock, dax, pins, newVerifyData, checkpoint);
    }

    /** With another choice of when a checkpoint is written. */
    public MountOptions withCheckpoint(Checkpoint newCheckpoint) {
        return new MountOptions(contract, readOnly, clock, dax, pins, verifyData, newCheckpoint);
    }
}
