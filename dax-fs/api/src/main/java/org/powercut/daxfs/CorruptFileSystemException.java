package org.powercut.daxfs;

/** A structure on the media does not hold what it must. Names the struct, the field and the place. */
public final class CorruptFileSystemException extends DaxFileSystemException {
    private static final long serialVersionUID = 1;

    private final String struct;
    private final String field;
    private final long offset;

    /**
     * @param struct the on-media struct, as the media map names it
     * @param field the field of the struct
     * @param offset where the field is, in bytes of the device
     * @param detail what was found, and what would be right
     */
    public CorruptFileSystemException(String struct, String field, long offset, String detail) {
        super(Errno.EFSCORRUPTED, "%s.%s at device byte %d: %s".formatted(struct, field, offset, detail));
        this.struct = struct;
        this.field = field;
        this.offset = offset;
    }

    public String struct() {
        return struct;
    }

    public String field() {
        return field;
    }

    /** Where the field is, in bytes of the device. */
    public long offset() {
        return offset;
    }
}
