package org.powercut.daxfs;

/** What a file system may or may not be able to do. Tests that need more than is declared are skipped by name. */
public enum Capability {
    HARD_LINKS,
    SYMBOLIC_LINKS,
    /** FIFOs, sockets and device nodes. */
    SPECIAL_FILES,
    /** O_TMPFILE and linkFile. */
    TMPFILE,
    /** {@link RenameFlag}s. */
    RENAME_FLAGS,
    /** {@link ExtendedAttributes}. */
    XATTRS,
    /** {@link FallocateMode}s but UNSHARE_RANGE, seekData and seekHole. */
    FALLOCATE,
    /** Advisory locks. */
    LOCKS,
    /** Flags that stay with a file, and {@link DaxMode}. */
    FILE_FLAGS,
    /** Mappings with {@link MapMode#SHARED_SYNC}. */
    MAP_SYNC,
    /** Pins, fault hooks, advice. */
    MAP_CONTROL,
    /** Copy-on-write data: a write of a file that is not nodatacow is atomic. */
    DATA_COW,
    /** Files whose data is overwritten in place, and tears at 8-byte words. */
    NODATACOW,
    /** Checksums of data. */
    DATA_CHECKSUMS,
    /** cloneFile, cloneRange, dedupeRange. */
    REFLINK,
    SNAPSHOTS,
    FREEZE,
    /** Media errors are listed per file. */
    MEDIA_ERROR_LIST,
    /** Media errors are told as events, and scrub finds latent ones. */
    MEDIA_ERROR_EVENTS,
    /** Metadata is kept twice, and one copy can be lost. */
    METADATA_REPLICAS,
    /**
     * Whatever makes a file durable makes durable all that was done before, to any file: one journal, committed as a whole.
     * Without it fsync of a file keeps that file, and of the rest only what comes before its last change, since {@link
     * Contract#WEAK} orders metadata.
     */
    ORDERED_COMMITS,
    /** {@link DaxFileSystemProvider#mediaMap} names the on-media fields. */
    MEDIA_MAP
}
