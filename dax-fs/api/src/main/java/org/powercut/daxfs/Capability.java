package org.powercut.daxfs;

/** What a file system may or may not be able to do. Tests that need more than is declared are skipped by name. */
public enum Capability {
    HARD_LINKS,
    SYMBOLIC_LINKS,
    /** Mappings with {@link MapMode#SHARED_SYNC}. */
    MAP_SYNC,
    /** Copy-on-write data: a write of a file that is not nodatacow is atomic. */
    DATA_COW,
    /** Files whose data is overwritten in place, and tears at 8-byte words. */
    NODATACOW,
    /** Media errors are listed per file. */
    MEDIA_ERROR_LIST,
    /** Metadata is kept twice, and one copy can be lost. */
    METADATA_REPLICAS,
    /** {@link DaxFileSystemProvider#mediaMap} names the on-media fields. */
    MEDIA_MAP
}
